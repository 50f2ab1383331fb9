using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MicroService.ServiceDefaults.Health;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.Tests.ServiceDefaults.Health;

public sealed class HealthProbesTests
{
    private static readonly Dictionary<string, string?> Cached = new() { ["Health:CacheDuration"] = "1m" };
    private static readonly Dictionary<string, string?> Impatient = new() { ["Health:CheckTimeout"] = "50ms" };

    [Fact]
    public async Task RequiredDependencyDown_IsAliveButNeitherStartedNorReady()
    {
        await using var service = await StartAsync("history", DependencyReadiness.Required, static (_, _) => throw new InvalidOperationException());

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable),
            (await StatusAsync(service, "live"), await StatusAsync(service, "startup"), await StatusAsync(service, "ready")));
    }

    [Fact]
    public async Task OptionalDependencyDown_IsReadyAndDegraded()
    {
        await using var service = await StartAsync("cache", DependencyReadiness.Optional, static (_, _) => throw new InvalidOperationException());

        var (status, body) = await ReadyAsync(service);

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (status, body.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "startup"));
    }

    [Fact]
    public async Task DependencyOfTheStartDown_IsNeitherStartedNorReady()
    {
        await using var service = await StartAsync("history", DependencyReadiness.Startup, static (_, _) => throw new InvalidOperationException());

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable),
            (await StatusAsync(service, "startup"), await StatusAsync(service, "ready")));
    }

    [Fact]
    public async Task DependencyOfTheStartLostAfterIt_IsReadyAndDegraded()
    {
        var isUp = true;
        await using var service = await StartAsync(
            "history", DependencyReadiness.Startup, (_, _) => isUp ? ValueTask.CompletedTask : throw new InvalidOperationException());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "ready"));

        isUp = false;
        var (status, body) = await ReadyAsync(service);

        Assert.Equal(
            (HttpStatusCode.OK, "Degraded", "Startup"),
            (status, body.GetProperty("status").GetString(), First(body).GetProperty("readiness").GetString()));
    }

    [Theory]
    [InlineData(DependencyReadiness.Startup, "required", HttpStatusCode.ServiceUnavailable)]
    [InlineData(DependencyReadiness.Required, "Optional", HttpStatusCode.OK)]
    public async Task ReadinessInTheSettings_CountsBeforeThatInTheCode(DependencyReadiness inCode, string inSettings, HttpStatusCode expected)
    {
        var isUp = true;
        await using var service = await StartAsync(
            "history",
            inCode,
            (_, _) => isUp ? ValueTask.CompletedTask : throw new InvalidOperationException(),
            new Dictionary<string, string?> { ["Health:Readiness:History"] = inSettings });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "ready"));

        isUp = false;

        Assert.Equal(expected, await StatusAsync(service, "ready"));
    }

    [Fact]
    public async Task RequiredDependencyLostAfterStart_StaysStartedButIsNotReady()
    {
        var isUp = true;
        await using var service = await StartAsync(
            "history", DependencyReadiness.Required, (_, _) => isUp ? ValueTask.CompletedTask : throw new InvalidOperationException());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "ready"));

        isUp = false;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (await StatusAsync(service, "startup"), await StatusAsync(service, "ready")));
    }

    [Fact]
    public async Task DependencyBack_IsReadyAgainAndLogged()
    {
        var isUp = false;
        await using var service = await StartAsync(
            "history", DependencyReadiness.Required, (_, _) => isUp ? ValueTask.CompletedTask : throw new InvalidOperationException());
        await StatusAsync(service, "ready");

        isUp = true;

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "ready"));
        Assert.Equal(["DependencyFailed", "DependencyRecovered"], Events(service, "Dependency"));
    }

    [Fact]
    public async Task DependencyThatStaysDown_IsLoggedOnceAndKeepsItsSince()
    {
        await using var service = await StartAsync("cache", DependencyReadiness.Optional, static (_, _) => throw new InvalidOperationException());

        var (_, first) = await ReadyAsync(service);
        var (_, second) = await ReadyAsync(service);

        Assert.Equal(First(first).GetProperty("since").GetString(), First(second).GetProperty("since").GetString());
        Assert.Equal(["DependencyFailed"], Events(service, "Dependency"));
    }

    [Fact]
    public async Task Failure_IsAnsweredWithoutAnythingConfidential()
    {
        await using var service = await StartAsync(
            "history", DependencyReadiness.Required, static (_, _) => throw new InvalidOperationException("Host=db-1.internal;Password=hunter2", new SocketException((int)SocketError.ConnectionRefused)));

        var (_, body) = await ReadyAsync(service);

        Assert.Equal("SocketException: ConnectionRefused", First(body).GetProperty("error").GetString());
    }

    [Fact]
    public async Task CheckThatNeverAnswers_IsGivenUp()
    {
        await using var service = await StartAsync("cache", DependencyReadiness.Optional, static (_, _) => new ValueTask(new TaskCompletionSource().Task), Impatient);

        var (status, body) = await ReadyAsync(service);

        Assert.Equal((HttpStatusCode.OK, "no answer within 50ms"), (status, First(body).GetProperty("error").GetString()));
    }

    [Fact]
    public async Task CheckThatBlocksItsThread_IsGivenUpAndNotAskedAgain()
    {
        using var release = new ManualResetEventSlim();
        var asked = 0;
        await using var service = await StartAsync(
            "cache",
            DependencyReadiness.Optional,
            (_, _) =>
            {
                Interlocked.Increment(ref asked);
                release.Wait(CancellationToken.None);
                return ValueTask.CompletedTask;
            },
            Impatient);

        await ReadyAsync(service);
        await Calls.UntilAsync(() => Volatile.Read(ref asked) > 0, "It was never asked.");
        var (_, body) = await ReadyAsync(service);
        release.Set();

        Assert.Equal(("no answer within 50ms", 1), (First(body).GetProperty("error").GetString(), asked));
    }

    [Fact]
    public async Task CheckThatFailsAfterItWasGivenUp_IsNoTaskThatNobodyWaitedFor()
    {
        const string Late = "Nobody waits for this any more.";
        var (unobserved, asked) = (0, 0);
        var late = new TaskCompletionSource();
        EventHandler<UnobservedTaskExceptionEventArgs> count = (_, failure) => unobserved += failure.Exception.ToString().Contains(Late, StringComparison.Ordinal) ? 1 : 0;
        TaskScheduler.UnobservedTaskException += count;
        await using var service = await StartAsync(
            "cache",
            DependencyReadiness.Optional,
            async (_, _) =>
            {
                if (Interlocked.Increment(ref asked) == 1)
                {
                    await late.Task;
                    throw new InvalidOperationException(Late);
                }
            },
            Impatient);
        await ReadyAsync(service);

        late.SetResult();

        // The next question takes the place of the last.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref asked) < 2)
        {
            await ReadyAsync(service);
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        for (var collection = 0; collection < 5; collection++)
        {
#pragma warning disable RS0030 // Only a collection tells which tasks nobody waited for.
            GC.Collect();
#pragma warning restore RS0030
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException -= count;
        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task ProbesWhileAnAnswerHolds_AskOnce()
    {
        var asked = 0;
        await using var service = await StartAsync("history", DependencyReadiness.Required, (_, _) => Count(ref asked), Cached);

        for (var probe = 0; probe < 5; probe++)
        {
            await StatusAsync(service, "ready");
        }

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task ProbesAtTheSameTime_ShareOneQuestion()
    {
        var asked = 0;
        var answer = new TaskCompletionSource();
        var isAsked = new TaskCompletionSource();
        await using var service = await StartAsync(
            "history",
            DependencyReadiness.Required,
            async (_, _) =>
            {
                Interlocked.Increment(ref asked);
                isAsked.TrySetResult();
                await answer.Task;
            },
            new Dictionary<string, string?> { ["Health:CacheDuration"] = "1m", ["Health:CheckTimeout"] = "30s" });
        var probes = Enumerable.Range(0, 20).Select(_ => StatusAsync(service, "ready")).ToArray();
        await isAsked.Task;

        answer.SetResult();

        Assert.All(await Task.WhenAll(probes), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task CheckOfALibrary_Counts()
    {
        await using var service = await RunningService.StartAsync(builder =>
            builder.Services.AddHealthChecks().AddCheck("queue", static () => HealthCheckResult.Unhealthy("password=hunter2")));

        var (status, body) = await ReadyAsync(service);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "password=***"), (status, First(body).GetProperty("error").GetString()));
    }

    [Fact]
    public async Task SameNameTwice_IsABug()
    {
        await using var app = RunningService.Build(builder => builder.Services
            .AddDependency("history", DependencyReadiness.Required, static (_, _) => ValueTask.CompletedTask));

        Assert.Throws<InvalidOperationException>(() => RunningService.Build(builder => builder.Services
            .AddDependency("history", DependencyReadiness.Required, static (_, _) => ValueTask.CompletedTask)
            .AddDependency("history", DependencyReadiness.Required, static (_, _) => ValueTask.CompletedTask)));
    }

    private static Task<RunningService> StartAsync(
        string name,
        DependencyReadiness readiness,
        Func<IServiceProvider, CancellationToken, ValueTask> check,
        Dictionary<string, string?>? settings = null) =>
        RunningService.StartAsync(builder => builder.Services.AddDependency(name, readiness, check), settings: settings);

    private static async Task<HttpStatusCode> StatusAsync(RunningService service, string probe)
    {
        using var response = await service.Management.GetAsync(new Uri($"/health/{probe}", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ReadyAsync(RunningService service)
    {
        using var response = await service.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private static JsonElement First(JsonElement body) => body.GetProperty("dependencies")[0];

    private static string[] Events(RunningService service, string prefix) =>
    [
        .. service.Log.Lines
            .Select(line => line.TryGetProperty("event", out var name) ? name.GetString()! : "")
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)),
    ];

    private static ValueTask Count(ref int count)
    {
        Interlocked.Increment(ref count);
        return ValueTask.CompletedTask;
    }
}
