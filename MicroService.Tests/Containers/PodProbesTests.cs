using System.Diagnostics;
using System.Net;

namespace MicroService.Tests.Containers;

/// <summary>What a kubelet would do with the published pod, whose probes are driven as they are published.</summary>
[Collection(ContainerIsolation.Name)]
public sealed class PodProbesTests(Podman podman)
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task PodUnderLoad_StaysReadyUntilItIsToldToStopAndAliveToTheEnd(string overlay)
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, overlay);
        await using var load = PodTraffic.Start(pod);
        var (readiness, liveness) = (pod.Probes.Readiness, pod.Probes.Liveness);
        var asked = readiness.Answers.Count + readiness.Probe.FailureThreshold;
        await pod.WaitAsync(() => Task.FromResult(readiness.Answers.Count >= asked && liveness.Answers.Count > 1), "The pod was not probed.");

        // preStop runs first, and the nodes go on to send requests until they know that the pod is unready.
        var ending = pod.StopAsync();
        await pod.WaitAsync(async () => await pod.ProbeAsync(readiness.Probe) == HttpStatusCode.ServiceUnavailable, "The pod did not get unready.");
        var unready = Stopwatch.GetTimestamp();
        var wasReady = !readiness.HasFailed;
        var answers = await load.StopAsync();

        Assert.Equal(0, await ending);
        Assert.True(wasReady);
        Assert.DoesNotContain(readiness.Since(unready), static answer => answer.IsGood);
        Assert.False(pod.Probes.WouldRestart);
        Assert.Empty(PodTraffic.Failures(answers));
    }

    // With a drain long enough for the kubelet to notice by the probe alone.
    [Fact]
    public async Task PodThatDrains_GetsUnreadyAndStaysAlive()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, "dev", static pod => pod.Environment["Lifecycle__DrainDelay"] = "5m");
        var (readiness, liveness) = (pod.Probes.Readiness, pod.Probes.Liveness);

        await pod.TerminateAsync();
        await pod.WaitAsync(async () => await pod.ProbeAsync(readiness.Probe) == HttpStatusCode.ServiceUnavailable, "The pod did not get unready.");
        var unready = Stopwatch.GetTimestamp();
        await pod.WaitAsync(() => Task.FromResult(!readiness.IsPassing && liveness.Since(unready).Count() > 1), "The kubelet did not notice.");

        Assert.DoesNotContain(readiness.Since(unready), static answer => answer.IsGood);
        Assert.Contains(liveness.Since(unready), static answer => answer.IsGood);
        Assert.False(pod.Probes.WouldRestart);
    }

    private async Task<RunningPod> StartAsync(PodBackends backends, string overlay, Action<PodSpecification>? change = null) =>
        await RunningPod.StartAsync(podman, await PublishedPod.ReadAsync(overlay), backends.Secret, pod =>
        {
            // Callers have to say who they are in production, and until it is said who vouches for them the pod does not start.
            pod.Environment["Authentication__AllowAnonymous"] = "true";
            change?.Invoke(pod);
        });
}
