using System.Diagnostics;
using System.Net;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class DependencyPipelineTests
{
    private const int Unavailable = StatusCodes.Status503ServiceUnavailable;

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("HEAD", 4)]
    [InlineData("OPTIONS", 4)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public async Task FailingMethod_IsRepeatedOnlyWhenItIsSafe(string method, int expected)
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Status(Unavailable));
        await using var caller = await upstream.CallerAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");

        using var response = await caller.CallAsync(request: request);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, expected), (response.StatusCode, upstream.Attempts));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PostThatMayBeRepeated_IsRepeatedWithItsBody(bool byHeader)
    {
        var bodies = new List<string>();
        await using var upstream = await Upstream.StartAsync(async (context, attempt) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            context.Response.StatusCode = attempt < 3 ? Unavailable : StatusCodes.Status200OK;
        });
        await using var caller = await upstream.CallerAsync();
        using var body = new MemoryStream("order 7"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StreamContent(body) };
        if (byHeader)
        {
            request.Headers.Add(HttpRetry.IdempotencyKey, "7");
        }
        else
        {
            request.Options.Set(HttpRetry.IsAllowed, true);
        }

        using var response = await caller.CallAsync(request: request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["order 7", "order 7", "order 7"], bodies);
    }

    [Fact]
    public async Task RetryAfter_GoesBeforeTheUsualWait()
    {
        await using var upstream = await Upstream.StartAsync((context, attempt) =>
        {
            context.Response.StatusCode = attempt == 1 ? Unavailable : StatusCodes.Status200OK;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });
        await using var caller = await upstream.CallerAsync(("Resilience:Http:Retries", "1"), ("Resilience:Http:RetryDelay", "1m"), ("Resilience:Http:TotalTimeout", "10m"));
        var clock = Stopwatch.StartNew();

        using var response = await caller.CallAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(clock.Elapsed < caller.Pipeline().Options.RetryDelay / 2, $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task RetryAfterBeyondTheTotalTimeout_GoesToTheCaller()
    {
        await using var upstream = await Upstream.StartAsync((context, _) =>
        {
            context.Response.StatusCode = Unavailable;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        await using var caller = await upstream.CallerAsync();

        using var response = await caller.CallAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, upstream.Attempts));
    }

    [Fact]
    public async Task HangingDependency_EndsWithTheTotalTimeout()
    {
        var time = new FakeTimeProvider();
        await using var upstream = await Upstream.StartAsync(Upstream.HangAsync);
        await using var caller = await upstream.CallerAsync(time, ("Resilience:upstream:TotalTimeout", "5s"), ("Resilience:upstream:AttemptTimeout", "2s"));
        var call = caller.CallAsync();

        // Each attempt has two of the five seconds; the last has what is left.
        await upstream.AttemptedAsync(1);
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Calls.UntilAsync(
                () =>
                {
                    // The wait before a retry begins when the attempt before has ended, which is after time has passed.
                    time.Advance(TimeSpan.FromMilliseconds(1));
                    return upstream.Attempts == attempt;
                },
                $"Attempt {attempt} did not come.");
        }

        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
        Assert.Equal(3, upstream.Attempts);
    }

    [Fact]
    public async Task CallThatIgnoresItsCancellation_IsLeftBehind()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var caller = await upstream.CallerAsync(("Resilience:upstream:TotalTimeout", "200ms"), ("Resilience:upstream:AttemptTimeout", "100ms"));
        var never = new TaskCompletionSource<int>();

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => caller.Pipeline().ExecuteAsync(
            static (task, _) => new ValueTask<int>(task), never.Task, isRetryable: false, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task FewHangingCalls_OpenTheBreakerEvenWhenAnAttemptMayTakeTheWholeTime()
    {
        var time = new FakeTimeProvider();
        await using var upstream = await Upstream.StartAsync(Upstream.HangAsync);
        await using var caller = await upstream.CallerAsync(
            time, ("Resilience:upstream:TotalTimeout", "1s"), ("Resilience:upstream:AttemptTimeout", "1s"), ("Resilience:upstream:Retries", "0"), ("Resilience:upstream:BreakerBreak", "5m"), ("Resilience:upstream:BreakerMinimumThroughput", "3"));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var call = caller.CallAsync();
            await upstream.AttemptedAsync(attempt);
            time.Advance(TimeSpan.FromSeconds(1));
            await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
        }

        var broken = await Assert.ThrowsAsync<BrokenCircuitException>(() => caller.CallAsync());
        Assert.True(broken.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task OpenBreaker_RecoversByItselfWithOneLineEach()
    {
        var time = new FakeTimeProvider();
        await using var upstream = await Upstream.StartAsync(Upstream.Status(Unavailable));
        await using var caller = await upstream.CallerAsync(time, ("Resilience:upstream:Retries", "0"), ("Resilience:upstream:BreakerMinimumThroughput", "2"), ("Resilience:upstream:BreakerBreak", "5s"));
        using (await caller.CallAsync())
        using (await caller.CallAsync())
        {
            await Assert.ThrowsAsync<BrokenCircuitException>(() => caller.CallAsync());
        }

        upstream.Answer = Upstream.Status(StatusCodes.Status200OK);

        time.Advance(TimeSpan.FromSeconds(4.9));
        await Assert.ThrowsAsync<BrokenCircuitException>(() => caller.CallAsync());
        time.Advance(TimeSpan.FromSeconds(0.1));
        using var response = await caller.CallAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string[] lines = [.. caller.Log.Lines.Select(line => line.GetProperty("message").GetString()!).Where(message => message.Contains("breaker of upstream", StringComparison.Ordinal))];
        Assert.Collection(
            lines,
            line => Assert.Contains("opened", line, StringComparison.Ordinal),
            line => Assert.Contains("closed", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task FullBulkhead_RejectsItsOwnAndHoldsUpNoOthers()
    {
        await using var sick = await Upstream.StartAsync(Upstream.HangAsync);
        await using var well = await Upstream.StartAsync();
        await using var caller = await RunningService.StartAsync(
            builder =>
            {
                builder.Services.AddHttpDependency("sick").ConfigureHttpClient(client => client.BaseAddress = sick.Address);
                builder.Services.AddHttpDependency("well").ConfigureHttpClient(client => client.BaseAddress = well.Address);
            },
            settings: new Dictionary<string, string?>
            {
                ["Resilience:sick:TotalTimeout"] = "5m",
                ["Resilience:sick:AttemptTimeout"] = "5m",
                ["Resilience:sick:BreakerSampling"] = "10m",
                ["Resilience:sick:Concurrency"] = "4",
                ["Resilience:sick:Queue"] = "2",
            });
        var pipeline = caller.Pipeline("sick");
        using var enough = new CancellationTokenSource();
        using var client = caller.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("sick");
        var hanging = Enumerable.Range(0, 6).Select(_ => client.GetAsync(new Uri("/", UriKind.Relative), enough.Token)).ToArray();
        await Calls.UntilAsync(() => (pipeline.Active, pipeline.Queued) == (4, 2), "The bulkhead did not fill.");

        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => caller.CallAsync("sick"));
        for (var call = 0; call < 50; call++)
        {
            using var response = await caller.CallAsync("well");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // All of the others ended before one of these did: none of them waited for a place here.
        Assert.Equal((4, 2, 4), (pipeline.Active, pipeline.Queued, sick.Attempts));
        Assert.DoesNotContain(hanging, static call => call.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
        await Calls.UntilAsync(() => (pipeline.Active, pipeline.Queued) == (0, 0), "The bulkhead did not empty.");
    }

    [Fact]
    public async Task ChangedOptions_CountForNewCallsWithoutARestart()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Status(Unavailable));
        await using var caller = await upstream.CallerAsync(("Resilience:upstream:BreakerMinimumThroughput", "1000"), ("Resilience:upstream:Concurrency", "1000"));
        using var before = await caller.CallAsync();
        var first = upstream.Attempts;

        caller.Change("Resilience:upstream:Retries", "1");
        await Calls.UntilAsync(() => caller.Pipeline().Options.Retries == 1, "The change did not arrive.");
        using var after = await caller.CallAsync();

        Assert.Equal((4, 2), (first, upstream.Attempts - first));
    }

    [Fact]
    public async Task ChangeWhileACallIsUnderWay_LeavesThatCallAlone()
    {
        var release = new TaskCompletionSource();
        await using var upstream = await Upstream.StartAsync((_, _) => release.Task);
        await using var caller = await upstream.CallerAsync();
        var running = caller.CallAsync();
        await Calls.UntilAsync(() => upstream.Attempts == 1, "The call did not arrive.");

        caller.Change("Resilience:upstream:Concurrency", "7");
        await Calls.UntilAsync(() => caller.Pipeline().Options.Concurrency == 7, "The change did not arrive.");
        release.SetResult();

        using var response = await running;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ClientThatWasNeverRegistered_GoesByItsOwnSettingsAndTheirChanges()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Status(Unavailable));
        await using var caller = await RunningService.StartAsync(
            builder => builder.Services.AddHttpClient("plain", client => client.BaseAddress = upstream.Address),
            settings: new Dictionary<string, string?> { ["Resilience:Http:RetryDelay"] = "1ms", ["Resilience:plain:Retries"] = "2", ["Resilience:Http:Concurrency"] = "11" });
        using var response = await caller.CallAsync("plain");
        var first = (upstream.Attempts, caller.Pipeline("plain").Options.Concurrency);

        caller.Change("Resilience:plain:Retries", "0");
        await Calls.UntilAsync(() => caller.Pipeline("plain").Options.Retries == 0, "The change did not arrive.");

        Assert.Equal((3, 11), first);
    }
}
