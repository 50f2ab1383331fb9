using System.Globalization;
using System.Net;

namespace MicroService.Tests.Containers;

[Collection(ContainerIsolation.Name)]
public sealed class PodMemoryTests(Podman podman)
{
    // Documents:MaxBytes of the published pods.
    private const int MaxBytes = 6 * 1024 * 1024;

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

    // What is refused is refused with a status that says so: the process stays, and what comes after it is served.
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task HostileBodies_LeaveThePodServing(string overlay)
    {
        string[] shapes = ["hashes", "comments", "alias bomb", "deep nesting", "deep nesting in JSON", "huge scalar", "documents", "long names"];
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, overlay);
        var idle = await IdleAsync(pod);
        var hashes = PodTraffic.Hostile("hashes", MaxBytes);

        for (var number = 0; number < 40; number++)
        {
            AssertRefused(await PodTraffic.SubmitAsync(pod, "/v1/audits", hashes));
        }

        await AssertRefusedTogetherAsync(pod, hashes);
        foreach (var shape in shapes)
        {
            AssertRefused(await PodTraffic.SubmitAsync(pod, "/v1/fixes?unsafe=true", PodTraffic.Hostile(shape, MaxBytes)));
        }

        await AssertRefusedTogetherAsync(pod, [.. shapes.Select(shape => PodTraffic.Hostile(shape, MaxBytes))]);
        await AssertServesAsAtFirstAsync(pod, idle);
    }

    // A report is many times as long as what it is about, and one that is cached costs its next caller nothing.
    [Fact]
    public async Task HugeReportsAskedForByMany_LeaveThePodServing()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, "dev");
        var idle = await IdleAsync(pod);
        var document = PodTraffic.HostileDocument(80_000, most: 600);
        using var created = await pod.Api.SendAsync(PodTraffic.Audit(document), Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        var again = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PodTraffic.SubmitAsync(pod, "/v1/audits", document)));
        var read = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var response = await pod.Api.GetAsync(created.Headers.Location, Cancellation);
            return response.StatusCode;
        }));

        Assert.All(again, status => Assert.True((int?)status is 201 or 503, $"{status}"));
        Assert.All(read, status => Assert.True((int)status is 200 or 503, $"{status}"));
        Assert.Contains(HttpStatusCode.Created, again.OfType<HttpStatusCode>());
        Assert.Contains(HttpStatusCode.OK, read);
        await AssertServesAsAtFirstAsync(pod, idle);
    }

    // The runtime's own default is 75 %, too: half of the memory is what only a setting in effect can bring.
    [Theory]
    [InlineData(null)]
    [InlineData("32")]
    public async Task HeapSetting_TakesEffectInTheNativeProgram(string? percent)
    {
        const string Name = "DOTNET_GCHeapHardLimitPercent";
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await RunningPod.StartAsync(podman, await PublishedPod.ReadAsync("dev"), backends.Secret, change =>
        {
            Assert.DoesNotContain(change.Environment, static variable => variable.Key.StartsWith("DOTNET_", StringComparison.Ordinal) && variable.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase));
            change.Environment[Name] = percent ?? change.Environment[Name];
        });

        var share = int.Parse(pod.Specification.Environment[Name], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var limit = (await pod.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n')
            .Single(static line => line.StartsWith("memory_heap_limit_bytes", StringComparison.Ordinal) && !line.StartsWith('#'));
        Assert.Equal(pod.Specification.MemoryLimit * share / 100, (long)double.Parse(limit.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    // Without the setting that is built in, the budget is what the processor's cache has: 32 MiB and more where this runs.
    [Fact]
    public async Task YoungObjects_GetABudgetThatDoesNotFollowTheProcessor()
    {
        await using var backends = await PodBackends.StartAsync(podman);
        await using var pod = await StartAsync(backends, "dev");
        var (allocated, collections) = await AllocationAsync(pod);

        for (var number = 0; number < 4; number++)
        {
            Assert.Equal(HttpStatusCode.Created, await PodTraffic.SubmitAsync(pod, "/v1/audits", PodTraffic.LargeDocument(number, 900_000)));
        }

        var after = await AllocationAsync(pod);
        Assert.InRange((after.Allocated - allocated) / (after.Collections - collections), 0, 16 << 20);
    }

    // What is left are mostly the server's buffers of a hundred connections, which its pool releases slowly.
    private const double MostKept = 1.2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Code that has never run is not in memory yet, nor is any report in the cache: idle is what a pod is that has served something, once its
    // memory has not changed for a while.
    private static async Task<long> IdleAsync(RunningPod pod)
    {
        foreach (var path in new[] { "/v1/audits", "/v1/fixes?unsafe=true" })
        {
            Assert.True((int?)await PodTraffic.SubmitAsync(pod, path, PodTraffic.LargeDocument(0, 900_000)) is 200 or 201);
        }

        var (last, same) = (0L, 0);
        await pod.WaitAsync(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
                var now = ContainerMemory.Resident(pod.ProcessId);
                same = Math.Abs(now - last) < now / 50 ? same + 1 : 0;
                last = now;
                return same == 20;
            },
            "The memory of an idle pod does not stop to change.",
            TimeSpan.FromMinutes(5));
        return last;
    }

    private static async Task<(double Allocated, double Collections)> AllocationAsync(RunningPod pod)
    {
        var metrics = (await pod.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n');
        return (
            Assert.Single(Samples("dotnet_gc_heap_total_allocated_bytes_total")),
            Samples("dotnet_gc_collections_total").Sum());

        IEnumerable<double> Samples(string name) => metrics
            .Where(line => line.StartsWith(name + '{', StringComparison.Ordinal) || line.StartsWith(name + ' ', StringComparison.Ordinal))
            .Select(static line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private static async Task AssertRefusedTogetherAsync(RunningPod pod, params string[] documents)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => PodTraffic.SubmitAsync(pod, "/v1/audits", documents[number % documents.Length])));

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", statuses.CountBy(static status => $"{status}").Select(static count => $"{count.Key}: {count.Value}")));
        Assert.Contains(statuses, static status => (int?)status is 400 or 413 or 422);
        // Who sends on after the answer may lose the connection before it has read it. What the pod has room for is audited, such as long names.
        Assert.All(statuses.Where(static status => status is not null and not HttpStatusCode.Created), AssertRefused);
    }

    private static void AssertRefused(HttpStatusCode? status) => Assert.True((int?)status is 400 or 413 or 422 or 503, $"{status}");

    private static async Task AssertServesAsAtFirstAsync(RunningPod pod, long idle)
    {
        Assert.Equal(HttpStatusCode.Created, await PodTraffic.SubmitAsync(pod, "/v1/audits", PodTraffic.LargeDocument(0, 900_000)));
        Assert.Equal(HttpStatusCode.OK, await pod.ProbeAsync(pod.Specification.Liveness!));
        Assert.False(pod.Probes.WouldRestart, "The kubelet would have restarted the pod.");
        await pod.WaitAsync(
            () => Task.FromResult(ContainerMemory.Resident(pod.ProcessId) <= idle * MostKept),
            $"The memory did not come back to {idle >> 20} MiB.",
            TimeSpan.FromMinutes(5));
        Assert.Equal(0, await pod.StopAsync());
    }

    // Callers have to say who they are in production, and until it is said who vouches for them the pod does not start.
    private async Task<RunningPod> StartAsync(PodBackends backends, string overlay) =>
        await RunningPod.StartAsync(podman, await PublishedPod.ReadAsync(overlay), backends.Secret, static pod => pod.Environment["Authentication__AllowAnonymous"] = "true");
}
