using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class DependencyOptionsTests
{
    [Theory]
    [InlineData("TotalTimeout", "9s", "AttemptTimeout")]
    [InlineData("RetryDelay", "10s", "Retries")]
    [InlineData("BreakerSampling", "19s", "BreakerSampling")]
    [InlineData("Concurrency", "0", "Concurrency")]
    [InlineData("Queue", "-1", "Queue")]
    [InlineData("BreakerMinimumThroughput", "601", "BreakerMinimumThroughput")]
    [InlineData("Chaos:FaultRate", "1.5", "Chaos:FaultRate")]
    public async Task SettingThatDoesNotFitTheOthers_IsAProblem(string key, string value, string culprit)
    {
        await using var app = RunningService.Build(
            builder => builder.Services.AddHttpDependency("upstream"),
            new Dictionary<string, string?> { [$"Resilience:upstream:{key}"] = value });

        Assert.Equal($"Resilience:upstream:{culprit}", Assert.Single(app.ValidateConfiguration()).Key);
    }

    [Fact]
    public async Task ValueThatAClientDoesNotSet_IsThatOfHttpThenItsOwnDefault()
    {
        await using var app = RunningService.Build(
            builder => builder.Services.AddHttpDependency("upstream", new DependencyOptions { Retries = 1, Queue = 3 }),
            new Dictionary<string, string?> { ["Resilience:Http:Queue"] = "4", ["Resilience:Http:Concurrency"] = "5", ["Resilience:upstream:Concurrency"] = "6" });

        var options = app.Services.GetRequiredService<DependencyPipelines>().Get("upstream").Options;

        Assert.Equal((6, 4, 1), (options.Concurrency, options.Queue, options.Retries));
    }

    [Fact]
    public async Task ChangeThatDoesNotFit_LeavesTheLastGoodOptions()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync();

        caller.Change("Resilience:upstream:AttemptTimeout", "31s");

        await Calls.UntilAsync(
            () => caller.Log.Lines.Any(line => line.GetProperty("message").GetString()!.Contains("Resilience:upstream was refused", StringComparison.Ordinal)), "It was not refused.");
        Assert.Equal(TimeSpan.FromSeconds(10), caller.Pipeline().Options.AttemptTimeout);
    }
}
