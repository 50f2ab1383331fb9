using System.Net;
using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Resilience;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MicroService.Tests.ServiceDefaults.Chaos;

public sealed class ChaosTests
{
    private static readonly (string, string)[] On = [("Chaos:Enabled", "true"), ("Chaos:AllowInProduction", "true"), ("Resilience:upstream:Retries", "0")];

    [Fact]
    public async Task RatesWithoutTheSwitch_DoNothing()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(("Resilience:upstream:Chaos:FaultRate", "1"), ("Resilience:upstream:Chaos:OutcomeRate", "1"));

        using var response = await caller.CallAsync();

        Assert.Equal((HttpStatusCode.OK, 1), (response.StatusCode, upstream.Attempts));
        Assert.DoesNotContain(caller.Log.Lines, line => line.GetProperty("message").GetString()!.StartsWith("Chaos", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SwitchInProductionWithoutTheSecond_IsAProblem()
    {
        await using var app = RunningService.Build(settings: new Dictionary<string, string?> { ["Chaos:Enabled"] = "true" });

        Assert.Equal("Chaos:Enabled", Assert.Single(app.ValidateConfiguration()).Key);
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("production", false)]
    [InlineData("prod", false)]
    [InlineData("Prd", false)]
    [InlineData("live", false)]
    [InlineData("prod-eu-1", false)]
    [InlineData("Development2", false)]
    [InlineData("Development", true)]
    [InlineData("dev", true)]
    [InlineData("test", true)]
    [InlineData("CI", true)]
    [InlineData("staging", true)]
    public void Switch_IsAProblemWhereTheEnvironmentIsNotCertainlyForTests(string environment, bool isAllowed)
    {
        var reader = new OptionsReader(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Chaos:Enabled"] = "true" }).Build(),
            ChaosOptions.Section,
            new HostingEnvironment { EnvironmentName = environment },
            []);

        ChaosOptions.Bind(reader);

        Assert.Equal(isAllowed, reader.Problems.Count == 0);
    }

    [Fact]
    public async Task SwitchInProductionByReload_IsRefused()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(("Resilience:upstream:Chaos:FaultRate", "1"));

        caller.Change("Chaos:Enabled", "true");

        await Calls.UntilAsync(
            () => caller.Log.Lines.Any(line => line.GetProperty("message").GetString()!.Contains("Chaos was refused", StringComparison.Ordinal)), "It was not refused.");
        using var response = await caller.CallAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Fault_IsWhatADeadDependencyThrowsAndIsAnnounced()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync([.. On, ("Resilience:upstream:Chaos:FaultRate", "1")]);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync());

        Assert.Equal((HttpRequestError.ConnectionError, 0), (fault.HttpRequestError, upstream.Attempts));
        Assert.Contains(caller.Log.Lines, line => line.GetProperty("message").GetString()!.StartsWith("Chaos is enabled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outcome_IsTheStatusThatIsSet()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync([.. On, ("Resilience:upstream:Chaos:OutcomeRate", "1"), ("Resilience:upstream:Chaos:OutcomeStatus", "418")]);

        using var response = await caller.CallAsync();

        Assert.Equal((418, 0), ((int)response.StatusCode, upstream.Attempts));
    }

    [Fact]
    public async Task Latency_CountsTowardsTheAttempt()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(
            [.. On, ("Resilience:upstream:AttemptTimeout", "100ms"), ("Resilience:upstream:Chaos:LatencyRate", "1"), ("Resilience:upstream:Chaos:Latency", "10m")]);

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => caller.CallAsync());

        Assert.Equal(0, upstream.Attempts);
    }

    [Fact]
    public async Task SwitchedOff_StopsAtOnceAndLeavesTheBreakerAsItIs()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(
            [.. On, ("Resilience:upstream:Chaos:FaultRate", "1"), ("Resilience:upstream:BreakerMinimumThroughput", "3"), ("Resilience:upstream:BreakerBreak", "5m")]);
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync());

        caller.Change("Chaos:Enabled", "false");
        await Calls.UntilAsync(() => !caller.App.Services.GetRequiredService<IOptionsMonitor<ChaosOptions>>().CurrentValue.Enabled, "The change did not arrive.");

        using var response = await caller.CallAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The injected fault and this failure are two of three calls: the breaker has not forgotten the first.
        upstream.Answer = Upstream.Status(StatusCodes.Status503ServiceUnavailable);
        using var failure = await caller.CallAsync();
        await Assert.ThrowsAsync<BrokenCircuitException>(() => caller.CallAsync());
    }

    [Fact]
    public async Task OwnDice_DecideWhichCallsFail()
    {
        var numbers = new Queue<double>([0.1, 0.9, 0.9, 0.9]);
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await RunningService.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(new ChaosRandom(numbers.Dequeue));
                builder.Services.AddHttpDependency("upstream").ConfigureHttpClient(client => client.BaseAddress = upstream.Address);
            },
            settings: new Dictionary<string, string?>(On.Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)).Append(new("Resilience:upstream:Chaos:FaultRate", "0.5"))));

        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync());
        using var response = await caller.CallAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task OutcomeOfADatabase_IsAProblem()
    {
        await using var app = RunningService.Build(
            builder => builder.Services.AddDependencyPipeline(new DependencyDefinition("store", static (_, _) => true, static _ => new TimeoutException())),
            new Dictionary<string, string?> { ["Resilience:store:Chaos:OutcomeRate"] = "0.1" });

        Assert.Equal("Resilience:store:Chaos:OutcomeRate", Assert.Single(app.ValidateConfiguration()).Key);
    }
}
