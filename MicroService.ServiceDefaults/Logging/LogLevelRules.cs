using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Replaces configured log levels by those that were set at run time for the same category.</summary>
internal sealed class LogLevelRules : IPostConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    /// <summary>The category of all that have no level of their own, as in <c>Logging:LogLevel</c>.</summary>
    public const string Default = "Default";

    private volatile KeyValuePair<string, LogLevel>[] _levels = [];
    private ConfigurationReloadToken _changed = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => Volatile.Read(ref _changed);

    /// <summary>From now on these levels count, and those set before no longer do.</summary>
    public void Set(IEnumerable<KeyValuePair<string, LogLevel>> levels)
    {
        _levels = [.. levels];
        Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
    }

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        foreach (var (category, level) in _levels)
        {
            var key = category.Equals(Default, StringComparison.OrdinalIgnoreCase) ? null : category;

            // A rule for one provider beats a rule for all, so each provider that has rules gets this one.
            var providers = options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
            foreach (var configured in options.Rules.Where(rule => IsSame(rule.CategoryName, key)).ToArray())
            {
                options.Rules.Remove(configured);
            }

            foreach (var provider in providers)
            {
                options.Rules.Add(new LoggerFilterRule(provider, key, level, filter: null));
            }
        }
    }

    private static bool IsSame(string? category, string? other) =>
        string.Equals(category is Default ? null : category, other, StringComparison.OrdinalIgnoreCase);
}
