using System.Globalization;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Samples.Histories;
using MicroService.Tests.Monitoring;

namespace MicroService.Tests.Cluster.RightSizing;

/// <summary>Histories with shapes and sizes of their own in a real Prometheus; what is right is computed from the shapes, not from the samples.</summary>
public sealed class VariedHistoryTests
{
    private const double Mebi = 1 << 20;
    private const int Days = 7;

    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeSeconds(1780272000);

    // Scrapes that are a third of a step late, that find no number, that are rare.
    [Theory]
    [InlineData(1, 60, 0.02, false)]
    [InlineData(2, 30, 0.35, false)]
    [InlineData(3, 60, 0.35, true)]
    [InlineData(4, 120, 0.2, true)]
    public async Task Sizes_FollowTheShapes(int seed, int step, double jitter, bool hasGaps)
    {
        var shapes = Shapes(new Random(seed));
        var history = new HistoryWriter(End, TimeSpan.FromDays(Days), TimeSpan.FromSeconds(step)) { Jitter = jitter, HasGaps = hasGaps };
        await using var server = await StartAsync(history, shapes);

        var report = await SizeAsync(server, shapes, null);

        Assert.Empty(report.Missing);
        Assert.Equal(shapes.Count, report.Answers.Count);
        Assert.All(shapes.Zip(report.Answers), pair =>
        {
            var ((name, pods), answer) = pair;
            Assert.Equal(name, answer.Workload.Name);
            var (cpu, memory) = Truth(pods);
            var wanted = (Cpu: Math.Max(cpu * 1.1, 0.01), Memory: Math.Max(memory * 1.15, 32 * Mebi));
            var found = (Cpu: (double)answer.Right.CpuRequest!.Value.Value, Memory: (double)answer.Right.MemoryRequest!.Value.Value);
            Assert.True(found.Cpu >= wanted.Cpu * 0.95 && found.Cpu <= (wanted.Cpu * 1.12) + 0.005, $"{name}: {found.Cpu} cores, and not {wanted.Cpu}");
            Assert.True(found.Memory >= wanted.Memory * 0.97 && found.Memory <= (wanted.Memory * 1.1) + (16 * Mebi), $"{name}: {found.Memory / Mebi} Mi, and not {wanted.Memory / Mebi}");
        });
    }

    [Fact]
    public async Task MissingStateMetrics_AreMadeUpForByLiveOwnersAlone()
    {
        var shapes = Shapes(new Random(5));
        await using var server = await StartAsync(new HistoryWriter(End, TimeSpan.FromDays(Days), TimeSpan.FromMinutes(2)) { HasState = false }, shapes);
        var owners = shapes.SelectMany(shape => shape.Pods).ToDictionary(pod => ("varied", pod.Pod), pod => new WorkloadKey("varied", "StatefulSet", pod.Workload));

        var alone = await SizeAsync(server, shapes, null);
        var helped = await SizeAsync(server, shapes, owners);

        Assert.All(alone.Answers, answer => Assert.Contains("names are no owners", answer.NoCpu, StringComparison.Ordinal));
        Assert.All(helped.Answers, answer => Assert.NotNull(answer.Right.CpuRequest));
    }

    [Theory]
    [InlineData(8, 300)]
    [InlineData(30, 120)]
    public async Task LeakThatRestartsEnd_IsSaid(int hours, double mebiOfDay)
    {
        var life = TimeSpan.FromHours(hours);
        var leaking = new SampleContainer
        {
            Namespace = "varied",
            Kind = "StatefulSet",
            Workload = "leaking",
            Pod = "leaking-0",
            Name = "app",
            Cpu = static _ => 0.1,
            Memory = age => (100 + (age.TotalDays % life.TotalDays * mebiOfDay)) * Mebi,
            Restarts = [.. Enumerable.Range(1, (int)(TimeSpan.FromDays(Days) / life)).Select(count => count * life)],
            RestartReason = "Error",
        };
        (string, IReadOnlyList<SampleContainer>)[] shapes = [("leaking", [leaking])];
        await using var server = await StartAsync(new HistoryWriter(End, TimeSpan.FromDays(Days), TimeSpan.FromMinutes(1)), shapes);

        var answer = Assert.Single((await SizeAsync(server, shapes, null)).Answers);

        Assert.Equal(Confidence.Low, answer.Confidence);
        Assert.InRange(answer.Evidence.LeakPerDay!.Value / Mebi, mebiOfDay * 0.85, mebiOfDay * 1.15);
        Assert.Contains(answer.Notes, note => note.Contains("liveness probe", StringComparison.Ordinal));
    }

    private static IReadOnlyList<(string Name, IReadOnlyList<SampleContainer> Pods)> Shapes(Random random)
    {
        double Between(double least, double most) => least * Math.Pow(most / least, random.NextDouble());
        var (low, high) = (Between(0.02, 0.4), Between(0.5, 4));
        var (waveMemory, burst, often) = (Between(60, 3000), Between(0.3, 3), random.Next(8, 13));
        var (restarts, lives) = (random.Next(4, 12), random.Next(3, 7));
        var (steady, mebi) = (Between(0.05, 6), Between(40, 9000));
        return
        [
            ("wave", Pods("wave", 2, age => low + ((high - low) * (1 + Math.Sin(age.TotalDays * 2 * Math.PI)) / 2), age => waveMemory * (1.5 + (0.5 * Math.Sin(age.TotalDays * 2 * Math.PI))))),
            // A whole hour of many.
            ("burst", Pods("burst", 1, age => (int)age.TotalHours % often == 0 ? burst : burst / 10, age => (int)age.TotalHours % often == 0 ? mebi : mebi / 2)),
            ("restarted", Pods("restarted", 1, _ => steady, _ => mebi, restarts: restarts)),
            ("rolled", Rolled("rolled", lives, steady / 2, mebi / 2)),
            ("tiny", Pods("tiny", 3, _ => 0.0007, _ => 2)),
            ("giant", Pods("giant", 1, _ => 14.5, _ => 90_000)),
        ];
    }

    private static IReadOnlyList<SampleContainer> Pods(string name, int count, Func<TimeSpan, double> cpu, Func<TimeSpan, double> mebi, int restarts = 0) =>
    [
        .. Enumerable.Range(0, count).Select(index => Pod(
            name, index, age => cpu(age), age => mebi(age) * Mebi, [.. Enumerable.Range(1, restarts).Select(time => TimeSpan.FromDays(Days * time / (restarts + 1.0)))])),
    ];

    // One pod after another.
    private static IReadOnlyList<SampleContainer> Rolled(string name, int lives, double cores, double mebi) =>
    [
        .. Enumerable.Range(0, lives).Select(index =>
        {
            bool IsAlive(TimeSpan age) => (int)(age.TotalDays * lives / Days) == index;
            return Pod(name, index, age => IsAlive(age) ? cores : null, age => IsAlive(age) ? mebi * Mebi : null, []);
        }),
    ];

    private static SampleContainer Pod(string name, int index, Func<TimeSpan, double?> cpu, Func<TimeSpan, double?> memory, IReadOnlyList<TimeSpan> restarts) => new()
    {
        Namespace = "varied",
        Kind = "StatefulSet",
        Workload = name,
        Pod = $"{name}-{index}",
        Name = "app",
        Cpu = cpu,
        Memory = memory,
        Restarts = restarts,
    };

    private static (double Cpu, double Memory) Truth(IReadOnlyList<SampleContainer> pods)
    {
        var ages = Enumerable.Range(0, Days * 24 * 60).Select(minute => TimeSpan.FromMinutes(minute)).ToList();
        var cores = ages.SelectMany(age => pods.Select(pod => pod.Cpu(age))).OfType<double>().Order().ToList();
        return (cores[(int)(cores.Count * 0.95)], ages.SelectMany(age => pods.Select(pod => pod.Memory(age))).OfType<double>().Max());
    }

    private static Task<PrometheusServer> StartAsync(HistoryWriter history, IReadOnlyList<(string Name, IReadOnlyList<SampleContainer> Pods)> shapes) =>
        PrometheusServer.StartWithHistoryAsync(async file =>
        {
            var writer = new StreamWriter(file);
            await using (writer)
            {
                history.Write(writer, [.. shapes.SelectMany(shape => shape.Pods)]);
            }
        });

    private static async Task<SizingReport> SizeAsync(
        PrometheusServer server,
        IReadOnlyList<(string Name, IReadOnlyList<SampleContainer> Pods)> shapes,
        IReadOnlyDictionary<(string Namespace, string Pod), WorkloadKey>? owners)
    {
        using var client = new PrometheusClient(new SocketsHttpHandler(), new PrometheusOptions { Server = server.Address, Rest = 0 }, TimeProvider.System);
        var sizing = new Sizing(client, new RightSizingOptions { Days = Days }, "default") { Owners = owners ?? new Dictionary<(string, string), WorkloadKey>() };
        var text = string.Concat(shapes.Select(shape => string.Create(CultureInfo.InvariantCulture, $$$"""
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: {{{shape.Name}}}, namespace: varied}
            spec:
              selector: {matchLabels: {app: {{{shape.Name}}}}}
              template:
                metadata: {labels: {app: {{{shape.Name}}}}}
                spec: {containers: [{name: app, image: 'registry.example/app:1'}]}

            """)));
        ManifestFile file = new ManifestReader().Read("varied.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return await sizing.RunAsync([file], End, TestContext.Current.CancellationToken);
    }
}
