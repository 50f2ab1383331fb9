using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.Tests.ServiceDefaults.Secrets;

namespace MicroService.Tests.Containers;

[Collection(ContainerIsolation.Name)]
public sealed class RunningPodTests(Podman podman)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishedPod_WarmsUpAndServesAudits()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends);

        using var request = PodTraffic.Audit(PodTraffic.LargeDocument(0, 1000));
        using var response = await pod.Api.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(0, pod.PostStart.ExitCode);
        Assert.Equal("Ready", (string?)JsonNode.Parse(pod.PostStart.Output)!["outcome"]);
        var history = JsonNode.Parse(await pod.Api.GetStringAsync(new Uri("/v1/audits", UriKind.Relative), Cancellation))!["items"]!.AsArray();
        Assert.Single(history);
    }

    [Fact]
    public async Task Process_HasNoMoreRightsThanThePodGivesIt()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends);

        var status = (await File.ReadAllLinesAsync($"/proc/{pod.ProcessId}/status", Cancellation))
            .Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        Assert.Equal(
            ("1654\t1654\t1654\t1654", "0000000000000000", "0000000000000000", "1", "2"),
            (status["Uid"], status["CapEff"], status["CapBnd"], status["NoNewPrivs"], status["Seccomp"]));
    }

    [Fact]
    public async Task SecretSwappedUnderLoad_FailsNoRequest()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends);
        await using var load = PodTraffic.Start(pod);
        var password = RotatedApi.NewPassword();
        await backends.Postgres.ExecuteAsync($"CREATE ROLE other LOGIN PASSWORD '{password}' IN ROLE app");

        await pod.Secret.SetAsync(("ConnectionStrings__history", backends.ConnectionString("other", password)));
        await pod.WaitAsync(
            async () => (await pod.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation))
                .Split('\n').Any(line => line.StartsWith("secret_rotations_total{", StringComparison.Ordinal) && line.Contains("secret=\"history\"", StringComparison.Ordinal) && line.Contains("} 1", StringComparison.Ordinal)),
            "The new secret was not taken.");
        await backends.Postgres.ExecuteAsync("ALTER ROLE app NOLOGIN");
        var after = load.Answers.Count + 100;
        await pod.WaitAsync(() => Task.FromResult(load.Answers.Count >= after), "The load came to a halt.");

        Assert.Empty(PodTraffic.Failures(await load.StopAsync()));
    }

    [Fact]
    public async Task PodToldToStopUnderLoad_DrainsAndEndsWithZeroWithinItsGracePeriod()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends);
        await using var load = PodTraffic.Start(pod);

        var ending = pod.StopAsync();
        var lastReady = Stopwatch.GetTimestamp();
        await pod.WaitAsync(
            async () =>
            {
                var asked = Stopwatch.GetTimestamp();
                var isReady = await pod.ProbeAsync(pod.Specification.Readiness!) != HttpStatusCode.ServiceUnavailable;
                lastReady = isReady ? asked : lastReady;
                return !isReady;
            },
            "The pod did not get unready.");
        // Until all nodes know that it is unready, some go on to send it new connections.
        while (Stopwatch.GetElapsedTime(lastReady) < new LifecycleOptions().DrainDelay - TimeSpan.FromSeconds(1))
        {
            Assert.Equal(HttpStatusCode.OK, await PodTraffic.AskAnewAsync(pod));
        }

        var answers = await load.StopAsync();

        Assert.Equal(0, await ending);
        Assert.NotEmpty(answers);
        Assert.Empty(PodTraffic.Failures(answers));
        Assert.Contains("\"event\":\"Stopped\"", await pod.LogAsync(), StringComparison.Ordinal);
    }

    // On a root that could be written to: where it cannot, there is nothing to see.
    [Fact]
    public async Task PodAtWork_WritesNothingIntoItsImage()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await RunningPod.StartAsync(podman, await PublishedPod.ReadAsync("dev"), backends.Secret, pod => pod.IsReadOnly = false);
        await using var load = PodTraffic.Start(pod);
        await pod.WaitAsync(() => Task.FromResult(load.Answers.Count >= 50), "The load came to a halt.");

        Assert.Empty(await pod.WrittenAsync());
    }

    // The load comes from one address, which is one caller.
    private async Task<RunningPod> StartAsync(PodBackends backends) => await RunningPod.StartAsync(
        podman, await PublishedPod.ReadAsync("dev"), backends.Secret, static pod => pod.Environment["CallerLimits__RequestsPerSecond"] = "0");
}
