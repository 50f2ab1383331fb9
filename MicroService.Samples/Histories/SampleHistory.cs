namespace MicroService.Samples.Histories;

/// <summary>Two weeks of what the sample cluster's workloads used: some fit, some ask for too much or too little, one leaks.</summary>
public static class SampleHistory
{
    private const double Mebi = 1 << 20;
    private const double HoursOfDay = 24;
    private const double LeakOfDay = 70;
    private const int DaysUntilFull = 4;

    private static readonly string[] LeakingPods = ["p6r8v", "w4j5n"];
    private static readonly TimeSpan Length = TimeSpan.FromDays(14);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>Writes it until now.</summary>
    /// <param name="file">The file; nobody sees it half written.</param>
    public static void Write(string file)
    {
        using (var writer = new StreamWriter($"{file}.part"))
        {
            Write(writer, TimeProvider.System.GetUtcNow());
        }

        File.Move($"{file}.part", file, overwrite: true);
        Console.WriteLine($"The history is in {file}. Load it with: promtool tsdb create-blocks-from openmetrics --max-block-duration=720h {file} data");
    }

    /// <summary>Writes it.</summary>
    /// <param name="writer">Takes OpenMetrics.</param>
    /// <param name="end">The end of the history.</param>
    public static void Write(TextWriter writer, DateTimeOffset end) => new HistoryWriter(end, Length, Step).Write(writer,
    [
        // It asks for a third of what it needs by day.
        .. Pods("shop", "web", "web", "web-7c9f", ["x2x4z", "k8d2m", "q5n7t"], Day(0.06, 0.24), Day(70, 96)),
        // Nobody wrote a size.
        .. Pods("billing", "invoices", "invoices", "invoices-6b8d", ["m4k2p"], Day(0.01, 0.035), Day(150, 190)),
        One("billing", "StatefulSet", "ledger", "ledger-0", "postgres", Day(0.05, 0.11), Day(610, 660)),
        One("billing", "Pod", "debug", "debug", "shell", static _ => 0.0004, static _ => 3),
        .. Pods("platform", "ingress", "controller", "ingress-5f4c", ["b7h9s", "t3w6r"], Day(0.05, 0.09), Day(70, 84)),
        .. Pods("kube-system", "coredns", "coredns", "coredns-7b98", ["d9f4g", "z2x8c"], Day(0.004, 0.012), Day(28, 34)),
        // Its memory grows until its liveness probe fails.
        .. LeakingPods.Select(pod => new SampleContainer
        {
            Namespace = "platform",
            Kind = "DaemonSet",
            Workload = "node-logs",
            Pod = $"node-logs-{pod}",
            Name = "agent",
            Cpu = Day(0.02, 0.03),
            Memory = age => (60 + (age.TotalDays % DaysUntilFull * LeakOfDay)) * Mebi,
            Restarts = [.. Enumerable.Range(1, (int)Length.TotalDays / DaysUntilFull).Select(static time => TimeSpan.FromDays(time * DaysUntilFull))],
            RestartReason = "Error",
        }),
    ]);

    private static IEnumerable<SampleContainer> Pods(
        string ns, string workload, string container, string set, IEnumerable<string> pods, Func<TimeSpan, double?> cpu, Func<TimeSpan, double?> mebi) =>
        pods.Select(pod => new SampleContainer
        {
            Namespace = ns,
            Workload = workload,
            ReplicaSet = set,
            Pod = $"{set}-{pod}",
            Name = container,
            Cpu = cpu,
            Memory = age => mebi(age) * Mebi,
        });

    private static SampleContainer One(
        string ns, string kind, string workload, string pod, string container, Func<TimeSpan, double?> cpu, Func<TimeSpan, double?> mebi) => new()
        {
            Namespace = ns,
            Kind = kind,
            Workload = workload,
            Pod = pod,
            Name = container,
            Cpu = cpu,
            Memory = age => mebi(age) * Mebi,
        };

    // More by day than by night, the least at the beginning of each.
    private static Func<TimeSpan, double?> Day(double least, double most) =>
        age => least + ((most - least) * (1 - Math.Cos(age.TotalHours * 2 * Math.PI / HoursOfDay)) / 2);
}
