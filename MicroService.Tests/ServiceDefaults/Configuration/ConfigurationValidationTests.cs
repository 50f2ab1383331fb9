using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class ConfigurationValidationTests
{
    private static readonly Dictionary<string, string?> Wrong = new()
    {
        ["Sample:Count"] = "0",
        ["Management:Port"] = "abc",
        ["Lifecycle:DrainDelay"] = "1d",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector",
        ["Logging:LogLevel:Default"] = "Loud",
    };

    [Fact]
    public async Task ProblemsInSeveralSections_AreFoundTogetherWithoutStarting()
    {
        await using var app = RunningService.Build(builder => builder.Services.AddSampleOptions(), Wrong);

        Assert.Equal(Wrong.Keys.Order(), app.ValidateConfiguration().Select(problem => problem.Key).Order());
        Assert.Empty(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses);
    }

    [Fact]
    public async Task BadConfiguration_EndsWith78AndOneLineWithAllProblems()
    {
        var log = new RecordedLog();

        var exitCode = await RunningService.Build(builder => builder.Services.AddSampleOptions(), Wrong, log).RunServiceAsync();

        Assert.Equal(ExitCode.BadConfiguration, exitCode);
        var message = Assert.Single(log.Lines, line => line.GetProperty("severity").GetString() == "CRITICAL").GetProperty("message").GetString();
        Assert.All(Wrong.Keys, key => Assert.Contains(key, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NumberThatIsNoLogLevel_IsAProblem()
    {
        await using var app = RunningService.Build(settings: new Dictionary<string, string?> { ["Logging:LogLevel:Some"] = "42" });

        Assert.Equal("Logging:LogLevel:Some", Assert.Single(app.ValidateConfiguration()).Key);
    }

    [Fact]
    public void OptionsByName_NeedNoOtherRegistration()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddValidatedOptions("one", "Some:One", static options => new Version(options.Number("Major", 3, 1, 9), 0));
        using var host = builder.Build();

        Assert.Equal(new Version(3, 0), host.Services.GetRequiredService<IOptionsMonitor<Version>>().Get("one"));
    }

    [Fact]
    public async Task PlainStart_ThrowsAllProblems()
    {
        await using var app = RunningService.Build(builder => builder.Services.AddSampleOptions(), Wrong);

        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(Wrong.Count, exception.Problems.Count);
    }

    [Fact]
    public async Task RuleAcrossSections_IsCheckedWithTheOptions()
    {
        await using var app = RunningService.Build(builder => builder.Services.AddConfigurationRule(
            static (configuration, problems) => problems.Add("Authentication:Authority", configuration["Authentication:Authority"], "must be set")));

        Assert.Equal("Authentication:Authority", Assert.Single(app.ValidateConfiguration()).Key);
    }

    [Fact]
    public async Task FailureToBuild_IsReportedToo() =>
        Assert.Equal(ExitCode.BadConfiguration, await ServiceProcess.RunAsync(() => throw new InvalidDataException("settings.json is no JSON")));

    [Fact]
    public async Task GoodChange_ReachesTheMonitor()
    {
        await using var service = await RunningService.StartAsync(builder => builder.Services.AddSampleOptions());
        var monitor = service.App.Services.GetRequiredService<IOptionsMonitor<SampleOptions>>();

        Change(service, "Sample:Count", "7");

        Assert.Equal(7, monitor.CurrentValue.Count);
    }

    [Fact]
    public async Task InvalidChange_KeepsTheLastGoodOneAndIsLogged()
    {
        await using var service = await RunningService.StartAsync(builder => builder.Services.AddSampleOptions());
        var monitor = service.App.Services.GetRequiredService<IOptionsMonitor<SampleOptions>>();
        Change(service, "Sample:Count", "7");
        Assert.Equal(7, monitor.CurrentValue.Count);

        Change(service, "Sample:Count", "seven");

        Assert.Equal(7, monitor.CurrentValue.Count);
        Assert.Contains(service.Log.Lines, line => line.GetProperty("event").GetString() == "ChangeRefused");
    }

    private static void Change(RunningService service, string key, string value)
    {
        service.App.Configuration[key] = value;
        ((IConfigurationRoot)service.App.Configuration).Reload();
    }
}
