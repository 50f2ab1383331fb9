using System.Net;

namespace MicroService.Tests.Containers;

[Collection(ContainerIsolation.Name)]
public sealed class PodMemoryTests(Podman podman)
{
    private const int MaxBytes = 10 * 1024 * 1024;

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task LargeDocuments_StayBelowTheMemoryLimit(string overlay)
    {
        const int Length = 900_000;
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, overlay);

        for (var number = 0; number < 8; number++)
        {
            Assert.Equal(HttpStatusCode.Created, await PodTraffic.SubmitAsync(pod, "/v1/audits", PodTraffic.LargeDocument(number, Length)));
        }

        Assert.All(
            await Task.WhenAll(Enumerable.Range(8, 8).Select(number => PodTraffic.SubmitAsync(pod, "/v1/audits", PodTraffic.LargeDocument(number, Length)))),
            status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.InRange(ContainerMemory.Peak(pod.ProcessId), 1, pod.Specification.MemoryLimit - 1);
        Assert.Equal(HttpStatusCode.OK, await pod.ProbeAsync(pod.Specification.Liveness!));
    }

    [Theory]
    [InlineData("/v1/audits")]
    [InlineData("/v1/fixes?unsafe=true")]
    public async Task SmallDocumentsWithHugeReports_AreRefusedBelowTheMemoryLimit(string path)
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, "dev");

        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PodTraffic.SubmitAsync(pod, path, PodTraffic.HostileDocument(900_000)))),
            status => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status));
        Assert.InRange(ContainerMemory.Peak(pod.ProcessId), 1, pod.Specification.MemoryLimit - 1);
    }

    // In the smallest pod that is published.
    [Theory]
    [InlineData("workloads")]
    [InlineData("findings")]
    [InlineData("fixes")]
    [InlineData("texts")]
    [InlineData("objects")]
    [InlineData("nodes")]
    public async Task LongestDocuments_AreAnsweredBelowTheMemoryLimit(string shape)
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, "dev");
        var document = PodTraffic.Shaped(shape, MaxBytes);

        foreach (var path in new[] { "/v1/audits", "/v1/fixes?unsafe=true" })
        {
            var statuses = await Task.WhenAll(PodTraffic.SubmitAsync(pod, path, document), PodTraffic.SubmitAsync(pod, path, document + "\n"));

            TestContext.Current.SendDiagnosticMessage($"{shape}, {path}: {string.Join(' ', statuses)}, {ContainerMemory.Peak(pod.ProcessId) >> 20} MiB");
            Assert.All(statuses, status => Assert.True((int?)status is 200 or 201 or 413 or 422, $"{status}: {pod.Specification.MemoryLimit}"));
        }

        Assert.InRange(ContainerMemory.Peak(pod.ProcessId), 1, pod.Specification.MemoryLimit - 1);
        Assert.Equal(HttpStatusCode.OK, await pod.ProbeAsync(pod.Specification.Liveness!));
    }

    // Callers have to say who they are in production, and until it is said who vouches for them the pod does not start.
    private async Task<RunningPod> StartAsync(PodBackends backends, string overlay) =>
        await RunningPod.StartAsync(podman, await PublishedPod.ReadAsync(overlay), backends.Secret, static pod => pod.Environment["Authentication__AllowAnonymous"] = "true");
}
