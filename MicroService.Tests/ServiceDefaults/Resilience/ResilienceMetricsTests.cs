using System.Globalization;
using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Resilience;
using MicroService.Tests.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Registry;
using Polly.Timeout;

namespace MicroService.Tests.ServiceDefaults.Resilience;

[Collection(MeterIsolation.Name)]
public sealed class ResilienceMetricsTests
{
    private const string Injections = "dependency_chaos_injections_total";
    private const string Rejections = "dependency_rejections_total";
    private const string Retries = "dependency_retries_total";

    [Fact]
    public async Task CountersOfADependency_AreZeroBeforeAnyCall()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync("uncalled", []);

        Assert.Equal(
            [(Injections, "fault", 0), (Injections, "latency", 0), (Injections, "outcome", 0), (Rejections, "breaker", 0), (Rejections, "bulkhead", 0), (Retries, "", 0)],
            await CountersAsync(caller, "uncalled"));
    }

    [Fact]
    public async Task CountersOfAStore_AreZeroForWhatCanHappenToIt()
    {
        await using var service = await RunningService.StartAsync(builder => builder.Services.AddDependencyPipeline(
            new DependencyDefinition("untouched", static (_, _) => true, static _ => new TimeoutException()) { Outcome = ChaosOutcomeKind.None }));

        Assert.Equal(
            [(Injections, "fault", 0), (Injections, "latency", 0), (Rejections, "breaker", 0), (Rejections, "bulkhead", 0), (Retries, "", 0)],
            await CountersAsync(service, "untouched"));
    }

    [Fact]
    public async Task CountersOfAClientThatWasNeverRegistered_AreZeroOnceItIsMade()
    {
        await using var service = await RunningService.StartAsync();
        var before = await CountersAsync(service, "passing");

        using var client = service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("passing");

        Assert.Empty(before);
        await Calls.UntilAsync(async () => (await CountersAsync(service, "passing")).Count(counter => counter.Count == 0) == 6, "The counters did not appear.");
    }

    [Fact]
    public async Task CallsThatFindNoPlace_AreRejections()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.HangAsync);
        await using var caller = await upstream.CallerAsync("crowded", [("Resilience:crowded:Concurrency", "1"), ("Resilience:crowded:BreakerMinimumThroughput", "2"), ("Resilience:crowded:Queue", "0")]);
        using var enough = new CancellationTokenSource();
        using var client = caller.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("crowded");
        var hanging = client.GetAsync(new Uri("/", UriKind.Relative), enough.Token);
        await Calls.UntilAsync(() => caller.Pipeline("crowded").Active == 1, "The call did not begin.");

        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => caller.CallAsync("crowded"));

        Assert.Equal((1, 0), await RejectionsAsync(caller, "crowded"));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task CallsThatWaitInVain_AreRejectionsUnlessTheirCallerGaveUp()
    {
        var time = new FakeTimeProvider();
        await using var service = await RunningService.StartAsync(
            builder => builder.Services
                .AddSingleton<TimeProvider>(time)
                .AddDependencyPipeline(new DependencyDefinition("slow", static (_, _) => true, static _ => new TimeoutException())),
            settings: new Dictionary<string, string?>
            {
                ["Resilience:slow:TotalTimeout"] = "5s",
                ["Resilience:slow:AttemptTimeout"] = "5s",
                ["Resilience:slow:Retries"] = "0",
                ["Resilience:slow:Concurrency"] = "1",
            });
        var pipeline = service.App.Services.GetRequiredService<DependencyPipelines>().Get("slow");
        using var impatient = new CancellationTokenSource();
        // It holds the one permit, whatever its timeout says: Polly's own pipelines wait for what they called.
        var end = new TaskCompletionSource<int>();
        var holder = service.App.Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("slow").ExecuteAsync(_ => new ValueTask<int>(end.Task), CancellationToken.None).AsTask();
        await Calls.UntilAsync(() => pipeline.Active == 1, "The call did not begin.");

        var leaving = CallAsync(impatient.Token);
        var waiting = CallAsync(CancellationToken.None);
        await Calls.UntilAsync(() => pipeline.Queued == 2, "The calls do not wait.");
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => waiting);
        Assert.Equal((1, 0), await RejectionsAsync(service, "slow"));
        end.SetResult(1);
        await holder;

        Task<int> CallAsync(CancellationToken token) => pipeline.ExecuteAsync(static (_, _) => new ValueTask<int>(1), 0, isRetryable: false, token).AsTask();
    }

    [Fact]
    public async Task CallsThatTheBreakerSpares_AreRejections()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Status(StatusCodes.Status503ServiceUnavailable));
        await using var caller = await upstream.CallerAsync("spared", [("Resilience:spared:Retries", "0"), ("Resilience:spared:BreakerMinimumThroughput", "2"), ("Resilience:spared:BreakerBreak", "5m")]);
        using (await caller.CallAsync("spared"))
        using (await caller.CallAsync("spared"))
        {
            await Assert.ThrowsAsync<BrokenCircuitException>(() => caller.CallAsync("spared"));
        }

        Assert.Equal((0, 1), await RejectionsAsync(caller, "spared"));
    }

    [Fact]
    public async Task BreakWhoseTimeIsOver_LetsOneCallTryEvenIfNoneComes()
    {
        var time = new FakeTimeProvider();
        await using var upstream = await Upstream.StartAsync(Upstream.Status(StatusCodes.Status503ServiceUnavailable));
        await using var caller = await RunningService.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                builder.Services.AddHttpDependency("quiet").ConfigureHttpClient(client => client.BaseAddress = upstream.Address);
            },
            settings: new Dictionary<string, string?>
            {
                ["Resilience:quiet:Retries"] = "0",
                ["Resilience:quiet:BreakerMinimumThroughput"] = "2",
                ["Resilience:quiet:BreakerBreak"] = "10m",
            });
        using (await caller.CallAsync("quiet"))
        using (await caller.CallAsync("quiet"))
        {
            await BecomesAsync(2);
        }

        time.Advance(caller.Pipeline("quiet").Options.BreakerBreak);
        await BecomesAsync(1);

        // The one that tries fails: the next break begins, and ends.
        using (await caller.CallAsync("quiet"))
        {
            await BecomesAsync(2);
        }

        time.Advance(caller.Pipeline("quiet").Options.BreakerBreak);
        await BecomesAsync(1);
        upstream.Answer = Upstream.Status(StatusCodes.Status200OK);
        using (await caller.CallAsync("quiet"))
        {
            await BecomesAsync(0);
        }

        Task BecomesAsync(int state) => Calls.UntilAsync(
            async () => (await LinesAsync(caller)).Any(line => line.StartsWith("dependency_breaker_state{", StringComparison.Ordinal) && line.Contains("\"quiet\"", StringComparison.Ordinal) && line.EndsWith($" {state}", StringComparison.Ordinal)),
            $"The breaker's state did not become {state}.");
    }

    [Fact]
    public async Task CallsOfADependency_AreMeasured()
    {
        await using var upstream = await Upstream.StartAsync((context, attempt) =>
        {
            context.Response.StatusCode = attempt == 1 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        await using var caller = await upstream.CallerAsync("measured", []);
        using var response = await caller.CallAsync("measured");

        var metrics = await caller.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Matches("""(?m)^dependency_call_duration_seconds_count\{.*dependency="measured",outcome="success".*\} 1""", metrics);
        Assert.Matches("""(?m)^dependency_retries_total\{.*dependency="measured".*\} 1""", metrics);
        Assert.Matches("""(?m)^dependency_breaker_state\{.*dependency="measured".*\} 0""", metrics);
        Assert.Matches("""(?m)^dependency_bulkhead_active\{.*dependency="measured".*\} 0""", metrics);
        Assert.Matches("""(?m)^dependency_bulkhead_queued\{.*dependency="measured".*\} 0""", metrics);
        Assert.Matches("""(?m)^dependency_bulkhead_limit\{.*dependency="measured".*\} 100""", metrics);
        Assert.Contains("resilience_polly_strategy_events_total", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InjectedFault_IsCounted()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(
            "shaken",
            [("Chaos:Enabled", "true"), ("Chaos:AllowInProduction", "true"), ("Resilience:shaken:Retries", "0"), ("Resilience:shaken:Chaos:FaultRate", "1")]);

        await Assert.ThrowsAsync<HttpRequestException>(() => caller.CallAsync("shaken"));

        Assert.Equal(1, (await CountersAsync(caller, "shaken")).Single(static counter => counter is { Name: Injections, Kind: "fault" }).Count);
    }

    private static async Task<(int Bulkhead, int Breaker)> RejectionsAsync(RunningService service, string dependency)
    {
        var counters = await CountersAsync(service, dependency);
        return (counters.Single(counter => counter.Kind == "bulkhead").Count, counters.Single(counter => counter.Kind == "breaker").Count);
    }

    // Each counter of a dependency with its kind or reason, in order.
    private static async Task<(string Name, string Kind, int Count)[]> CountersAsync(RunningService service, string dependency) =>
    [
        .. from line in await LinesAsync(service)
           let name = line.Split('{')[0]
           where name is Injections or Rejections or Retries && line.Contains($"dependency=\"{dependency}\"", StringComparison.Ordinal)
           let labels = line.Split('{', '}')[1].Split(',').Select(label => label.Split('=')).ToDictionary(label => label[0], label => label[1].Trim('"'))
           let kind = labels.GetValueOrDefault("kind") ?? labels.GetValueOrDefault("reason") ?? ""
           orderby name, kind
           select (name, kind, int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)),
    ];

    private static async Task<string[]> LinesAsync(RunningService service) =>
        (await service.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n');
}
