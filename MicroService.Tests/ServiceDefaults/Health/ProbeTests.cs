using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Tests.Api;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using Npgsql;

namespace MicroService.Tests.ServiceDefaults.Health;

public sealed class ProbeTests(SharedPostgres postgres)
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=h;Username=u;Password=hunter2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequiredDependencyThatNeverComes_EndsWith69AndOneLineThatNamesIt()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["ConnectionStrings__history"] = Nowhere, ["Health__StartupDeadline"] = "3s" });

        var exitCode = await api.Process.WaitForExitAsync();

        Assert.Equal(69, exitCode);
        Assert.Empty(api.Process.Error);
        var critical = Assert.Single(api.Process.Output.Select(line => JsonElement.Parse(line)), line => line.GetProperty("severity").GetString() == "CRITICAL");
        Assert.Contains("history (SocketException: ConnectionRefused)", critical.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(api.Process.Output, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HistoryThatIsNew_IsMigratedBeforeItIsAsked()
    {
        await using var api = await ApiProcess.StartAsync();

        var log = api.Process.Output;

        Assert.Contains(log, line => line.Contains("\"event\":\"Migrated\"", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("\"event\":\"DependencyFailed\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequiredDependencyThatComesLate_OpensTheGate()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["ConnectionStrings__history"] = database });
        await WaitForAsync(api, "startup", HttpStatusCode.ServiceUnavailable);

        using var closed = await ProbeAsync(api, "startup");
        using var live = await ProbeAsync(api, "live");
        await server.StartAsync();
        await api.WaitForReadyAsync();
        using var open = await ProbeAsync(api, "startup");

        var answer = await closed.JsonAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK), (closed.StatusCode, live.StatusCode, open.StatusCode));
        Assert.Equal(("starting", "history"), ((string?)answer["reason"], (string?)answer["dependencies"]![0]!["name"]));
    }

    [Fact]
    public async Task EverythingDownAndTheProcessorsBusy_IsAliveAndSaysWhatIsDown()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var server = await PostgresServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = await server.CreateDatabaseAsync(),
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
            ["Documents__Queue"] = "1000",
        });
        await server.StopAsync();
        await garnet.StopAsync();

        var documents = string.Join("\n---\n", Enumerable.Range(0, 300).Select(index => Manifests.Careless.Replace("name: cart", $"name: cart-{index}", StringComparison.Ordinal)));
        using var enough = new CancellationTokenSource();
        var work = Enumerable.Range(0, 12).Select(WorkAsync).ToArray();
        var probes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ProbeAsync(api, "live")));
        var ready = await WaitForDegradedAsync(api);
        var metrics = await api.Management.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        await enough.CancelAsync();
        await Task.WhenAll(work);

        Assert.All(probes, probe => Assert.Equal(HttpStatusCode.OK, probe.StatusCode));
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        Assert.All(Asked(ready), static entry => Assert.Equal("Degraded", (string?)entry!["status"]));

        // Work is under way all the time, however soon one piece of it is done.
        async Task WorkAsync(int worker)
        {
            while (!enough.IsCancellationRequested)
            {
                using var answer = await api.Api.SubmitAsync($"/v1/fixes?filename=f{worker}.yaml", Manifests.Body(documents));
            }
        }
    }

    [Fact]
    public async Task ProbeStorm_ReachesTheDatabaseOncePerCachePeriodAtMost()
    {
        var cachePeriod = TimeSpan.FromSeconds(1);
        var direct = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var proxy = new CountingProxy(direct.Port, "as any_audit");
        direct.Port = proxy.Port;
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = direct.ConnectionString,
            ["Health__CacheDuration"] = "1s",
            // A hundred probes at once take a busy machine longer than a check usually may.
            ["Health__CheckTimeout"] = "30s",
        });
        var before = proxy.Count;
        var started = Stopwatch.GetTimestamp();

        for (var wave = 0; wave < 10; wave++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ProbeAsync(api, wave % 2 == 0 ? "ready" : "startup")));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            await Task.Delay(cachePeriod / 4, Cancellation);
        }

        var periods = Stopwatch.GetElapsedTime(started) / cachePeriod;
        Assert.InRange(proxy.Count - before, 1, (int)periods + 2);
    }

    [Fact]
    public async Task FrozenDependency_CostsAProbeItsOwnTimeout()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
            ["Health__CheckTimeout"] = "30s",
            ["Health__CheckTimeouts__cache"] = "300ms",
            ["Health__CacheDuration"] = "0s",
        });
        await garnet.PauseAsync();

        // The others' timeout is a hundred times as long: whoever waits for that one is told apart however busy the machine is.
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatience.CancelAfter(TimeSpan.FromSeconds(25));
        using var ready = await api.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), impatience.Token);

        var cache = Assert.Single((await ready.JsonAsync())["dependencies"]!.AsArray(), entry => (string?)entry!["name"] == "cache")!;
        Assert.Equal((HttpStatusCode.OK, "Degraded", "no answer within 300ms"), (ready.StatusCode, (string?)cache["status"], (string?)cache["error"]));
    }

    [Fact]
    public async Task NobodyProbes_MetricsStayTrue()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__cache"] = garnet.ConnectionString, ["Health__WatchInterval"] = "200ms" });

        await garnet.StopAsync();

        await api.Process.WaitForOutputAsync(line => line.Contains("DependencyFailed", StringComparison.Ordinal) && line.Contains("\"cache\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TimeoutOfNoDependency_IsWarnedOf()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Health__CheckTimeouts__histroy"] = "1s" });

        var warning = await api.Process.WaitForOutputAsync(line => line.Contains("StraySetting", StringComparison.Ordinal));

        Assert.Equal("histroy", (string?)JsonNode.Parse(warning)!["name"]);
    }

    // Nobody has asked for a cluster or for sizes, so that neither can be down.
    private static IEnumerable<JsonNode?> Asked(JsonNode health) =>
        health["dependencies"]!.AsArray().Where(static entry => (string?)entry!["name"] is not ("kubernetes" or "prometheus"));

    private static Task<HttpResponseMessage> ProbeAsync(ApiProcess api, string probe) =>
        api.Management.GetAsync(new Uri($"/health/{probe}", UriKind.Relative), Cancellation);

    private static async Task<JsonNode> WaitForDegradedAsync(ApiProcess api)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            using var answer = await ProbeAsync(api, "ready");
            var health = await answer.JsonAsync();
            if (Asked(health).All(static entry => (string?)entry!["status"] == "Degraded"))
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return health;
            }

            Assert.False(patience.IsCancellationRequested, $"It did not degrade: {health}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private static async Task WaitForAsync(ApiProcess api, string probe, HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            try
            {
                using var answer = await ProbeAsync(api, probe);
                if (answer.StatusCode == status)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!api.Process.HasExited)
            {
                // It does not listen yet.
            }

            Assert.False(patience.IsCancellationRequested, $"{probe} did not become {status}.\n{api.Process.Transcript()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }
}
