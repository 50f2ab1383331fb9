using System.Diagnostics.Metrics;
using System.Globalization;
using MicroService.ServiceDefaults.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class LogLevelOverridesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly LogLevelRules _rules = new();
    private readonly LogLevelOverrides _overrides;

    public LogLevelOverridesTests() =>
        _overrides = new LogLevelOverrides(_rules, _time, _services.GetRequiredService<IMeterFactory>(), NullLogger<LogLevelOverrides>.Instance);

    public void Dispose()
    {
        _overrides.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Level_EndsByItselfAndNotBefore()
    {
        _overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10));
        Assert.Equal(_time.GetUtcNow().UtcDateTime.AddMinutes(10), Assert.Single(_overrides.All()).Until);

        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal(LogLevel.Debug, LevelOf("Npgsql"));
        _time.Advance(TimeSpan.FromMinutes(0.1));

        Assert.Empty(_overrides.All());
        Assert.Null(LevelOf("Npgsql"));
    }

    [Fact]
    public void LevelSetAnew_HasATimeOfItsOwn()
    {
        _overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(9));

        _overrides.Set("npgsql", LogLevel.Trace, TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal(LogLevel.Trace, Assert.Single(_overrides.All()).Level);
    }

    [Fact]
    public void CategoriesBeyondTheLimit_AreRefusedAndThoseWithinMayChange()
    {
        for (var category = 0; category < LogLevelOverrides.Most; category++)
        {
            Assert.True(_overrides.Set(category.ToString(CultureInfo.InvariantCulture), LogLevel.Debug, TimeSpan.FromMinutes(10)));
        }

        Assert.False(_overrides.Set("one more", LogLevel.Debug, TimeSpan.FromMinutes(10)));
        Assert.True(_overrides.Set("0", LogLevel.Trace, TimeSpan.FromMinutes(10)));
        Assert.Equal(LogLevelOverrides.Most, _overrides.All().Count);
    }

    [Fact]
    public void Reset_EndsOneOrAll()
    {
        foreach (var category in (string[])["c", "a", "b"])
        {
            _overrides.Set(category, LogLevel.Debug, TimeSpan.FromMinutes(10));
        }

        _overrides.Reset("unknown");
        _overrides.Reset("A");
        Assert.Equal(["b", "c"], _overrides.All().Select(static level => level.Category));
        Assert.Equal((null, LogLevel.Debug), (LevelOf("a"), LevelOf("b")));
        _overrides.Reset(null);

        Assert.Empty(_overrides.All());
        Assert.Null(LevelOf("b"));
    }

    [Fact]
    public void AfterItsEnd_NothingIsSet()
    {
        _overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10));

        _overrides.Dispose();

        Assert.False(_overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10)));
        Assert.Empty(_overrides.All());
    }

    [Fact]
    public void RuleOfAProvider_IsReplacedAsThatOfAll()
    {
        var options = new LoggerFilterOptions();
        options.Rules.Add(new LoggerFilterRule("Console", "Npgsql", LogLevel.Error, filter: null));
        options.Rules.Add(new LoggerFilterRule(null, "NPGSQL", LogLevel.Error, filter: null));
        options.Rules.Add(new LoggerFilterRule(null, "System", LogLevel.Error, filter: null));
        _overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10));

        _rules.PostConfigure(null, options);

        Assert.Equal(
            [("Console", "Npgsql", LogLevel.Debug), (null, "Npgsql", LogLevel.Debug), (null, "System", LogLevel.Error)],
            options.Rules.Select(static rule => (rule.ProviderName, rule.CategoryName, rule.LogLevel!.Value)).OrderBy(static rule => rule.CategoryName).ThenByDescending(static rule => rule.ProviderName));
    }

    [Fact]
    public void DefaultLevel_IsThatOfCategoriesWithoutOne()
    {
        var options = new LoggerFilterOptions();
        options.Rules.Add(new LoggerFilterRule(null, null, LogLevel.Error, filter: null));
        options.Rules.Add(new LoggerFilterRule(null, "Default", LogLevel.Error, filter: null));
        _overrides.Set("default", LogLevel.Debug, TimeSpan.FromMinutes(10));

        _rules.PostConfigure(null, options);

        var rule = Assert.Single(options.Rules);
        Assert.Equal((null, LogLevel.Debug), (rule.CategoryName, rule.LogLevel));
    }

    [Fact]
    public void Change_IsAnnouncedToThoseWhoListen()
    {
        var changed = _rules.GetChangeToken();

        _overrides.Set("Npgsql", LogLevel.Debug, TimeSpan.FromMinutes(10));

        Assert.Equal((true, false), (changed.HasChanged, _rules.GetChangeToken().HasChanged));
    }

    private LogLevel? LevelOf(string category)
    {
        var options = new LoggerFilterOptions();
        _rules.PostConfigure(null, options);
        return options.Rules.SingleOrDefault(rule => rule.CategoryName == category)?.LogLevel;
    }
}
