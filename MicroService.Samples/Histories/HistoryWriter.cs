using System.Globalization;

namespace MicroService.Samples.Histories;

/// <summary>Writes what Prometheus would remember of containers as OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>.</summary>
/// <param name="end">The end of the history.</param>
/// <param name="length">How long it is.</param>
/// <param name="step">How often everything was scraped.</param>
public sealed class HistoryWriter(DateTimeOffset end, TimeSpan length, TimeSpan step)
{
    private const double UsualJitter = 0.02;
    private const int Micro = 1_000_000;
    private const int Targets = 7;

    /// <summary>How irregular scrapes are: the share of a step by which each may be late; 0.02.</summary>
    public double Jitter { get; init; } = UsualJitter;

    /// <summary>Whether kube-state-metrics was scraped.</summary>
    public bool HasState { get; init; } = true;

    /// <summary>When kube-state-metrics was scraped for the first time, since the history began; null for from its beginning.</summary>
    public TimeSpan? StateFrom { get; init; }

    /// <summary>When kube-state-metrics was scraped for the last time, since the history began; null for until its end.</summary>
    public TimeSpan? StateUntil { get; init; }

    /// <summary>How many Prometheis scraped the containers, each with a label of its own: two for high availability; 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Whether every hundredth scrape of memory found no number.</summary>
    public bool HasGaps { get; init; }

    /// <summary>Writes the history of some containers.</summary>
    /// <remarks>promtool wants the series of a metric next to each other, and the metrics' names without the suffix of counters.</remarks>
    public void Write(TextWriter writer, IReadOnlyList<SampleContainer> containers)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(containers);
        var lives = containers.SelectMany(LivesOf).ToList();
        Family(writer, lives, "container_cpu_usage_seconds", "counter", "_total", LabelsOf, CpuOf);
        Family(writer, lives, "container_memory_working_set_bytes", "gauge", "", LabelsOf, MemoryOf);
        var held = lives.Where(life => life.Container.ThrottledShare > 0).ToList();
        Family(writer, held, "container_cpu_cfs_periods", "counter", "_total", LabelsOf, static (_, age) => age.TotalSeconds * 10);
        Family(writer, held, "container_cpu_cfs_throttled_periods", "counter", "_total", LabelsOf, static (life, age) => age.TotalSeconds * 10 * life.Container.ThrottledShare);
        if (HasState)
        {
            WriteState(writer, [.. containers.Where(container => container.HasOwner).Select(container => new Life(container, 0, StateFrom ?? TimeSpan.Zero, StateUntil ?? length))]);
        }

        writer.Write("# EOF\n");
    }

    private void WriteState(TextWriter writer, List<Life> known)
    {
        Family(writer, [.. known.DistinctBy(life => (life.Container.Namespace, life.Container.Pod))], "kube_pod_owner", "gauge", "", life => $"{StateLabels(life)},{OwnerOf(life.Container)}", static (_, _) => 1);
        Family(
            writer, [.. known.Where(life => life.Container.Kind == "Deployment").DistinctBy(life => (life.Container.Namespace, SetOf(life.Container)))], "kube_replicaset_owner", "gauge", "",
            life => $"namespace=\"{life.Container.Namespace}\",replicaset=\"{SetOf(life.Container)}\",owner_kind=\"Deployment\",owner_name=\"{life.Container.Workload}\"",
            static (_, _) => 1);
        var restarted = known.Where(life => life.Container.Restarts.Count > 0).ToList();
        Family(
            writer, restarted, "kube_pod_container_status_restarts", "counter", "_total", ContainerLabels,
            static (life, age) => life.Container.Restarts.Count(at => at <= age));
        Family(
            writer, [.. restarted.Where(life => life.Container.RestartReason is not null)], "kube_pod_container_status_last_terminated_reason", "gauge", "",
            life => $"{ContainerLabels(life)},reason=\"{life.Container.RestartReason}\"",
            static (life, age) => life.Container.Restarts[0] <= age ? 1 : double.NaN);
    }

    private static string SetOf(SampleContainer container) =>
        container.Kind == "Deployment" ? container.ReplicaSet ?? $"{container.Workload}-5d9c7" : container.Workload;

    private static string OwnerOf(SampleContainer container) => container.Kind == "Pod" ? "owner_kind=\"<none>\",owner_name=\"<none>\""
        : $"owner_kind=\"{(container.Kind == "Deployment" ? "ReplicaSet" : container.Kind)}\",owner_name=\"{SetOf(container)}\"";

    // A container that is started again has another id, and so another series.
    private string LabelsOf(Life life) =>
        $"job=\"kubelet\",namespace=\"{life.Container.Namespace}\",pod=\"{life.Container.Pod}\",container=\"{life.Container.Name}\","
        + $"id=\"/kubepods/{life.Container.Pod}/{life.Number}\",image=\"registry.example/{life.Container.Name}:1\""
        + (Replicas > 1 ? $",prometheus_replica=\"{life.Replica}\"" : "");

    private static string StateLabels(Life life) => $"job=\"kube-state-metrics\",namespace=\"{life.Container.Namespace}\",pod=\"{life.Container.Pod}\"";

    private static string ContainerLabels(Life life) => $"{StateLabels(life)},container=\"{life.Container.Name}\",uid=\"{life.Container.Pod}\"";

    private IEnumerable<Life> LivesOf(SampleContainer container)
    {
        TimeSpan[] starts = [TimeSpan.Zero, .. container.Restarts];
        return Enumerable.Range(0, Replicas).SelectMany(replica => starts.Select((from, number) =>
            new Life(container, number, from, number + 1 < starts.Length ? starts[number + 1] : length) { Replica = replica }));
    }

    // The sum of what was used in each step, which only grows until the container is started again.
    private double CpuOf(Life life, TimeSpan age)
    {
        life.NextStep = life.NextStep < 0 ? (long)Math.Ceiling(life.From / step) : life.NextStep;
        for (; (life.NextStep + 1) * step <= age; life.NextStep++)
        {
            life.Used += (life.Container.Cpu(life.NextStep * step) ?? 0) * step.TotalSeconds;
        }

        return life.Used + ((life.Container.Cpu(life.NextStep * step) ?? 0) * (age - (life.NextStep * step)).TotalSeconds);
    }

    private double MemoryOf(Life life, TimeSpan age) => HasGaps && (long)(age / step) % 100 == 99 ? double.NaN : life.Container.Memory(age) ?? double.NaN;

    private void Family(
        TextWriter writer, IReadOnlyList<Life> lives, string name, string type, string suffix, Func<Life, string> labels, Func<Life, TimeSpan, double> value)
    {
        if (lives.Count > 0)
        {
            writer.Write($"# TYPE {name} {type}\n");
        }

        foreach (var (index, life) in lives.Index())
        {
            var head = $"{name}{suffix}{{{labels(life)}}}";
            // Scrapes are never quite regular.
            for (var i = (int)Math.Ceiling(life.From / step); i * step < life.To; i++)
            {
                var age = i * step;
                if (life.Container.Memory(age) is null)
                {
                    continue;
                }

                var late = TimeSpan.FromSeconds((index % Targets) + (step.TotalSeconds * Jitter * (i * 7 % 11 / 11.0)));
                var second = (end - length + age + late).ToUnixTimeMilliseconds() / 1000.0;
                var amount = value(life, age + late);
                var text = double.IsFinite(amount) ? (Math.Round(amount * Micro) / Micro).ToString("0.######", CultureInfo.InvariantCulture) : "NaN";
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{head} {text} {second:0.###}\n"));
            }
        }
    }

    private sealed record Life(SampleContainer Container, int Number, TimeSpan From, TimeSpan To)
    {
        public int Replica { get; init; }

        public long NextStep { get; set; } = -1;

        public double Used { get; set; }
    }
}

/// <summary>A container of a pod and what it uses, as functions of the time since the history began; null before it was born and after it died.</summary>
public sealed class SampleContainer
{
    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The kind of its workload.</summary>
    public string Kind { get; init; } = "Deployment";

    /// <summary>The name of its workload.</summary>
    public required string Workload { get; init; }

    /// <summary>The ReplicaSet of a Deployment's pod; one of a made-up name by default.</summary>
    public string? ReplicaSet { get; init; }

    /// <summary>Its pod.</summary>
    public required string Pod { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The cores that it uses.</summary>
    public required Func<TimeSpan, double?> Cpu { get; init; }

    /// <summary>The bytes of its working set.</summary>
    public required Func<TimeSpan, double?> Memory { get; init; }

    /// <summary>In which share of the periods its CPU limit holds it.</summary>
    public double ThrottledShare { get; init; }

    /// <summary>When it was started again.</summary>
    public IReadOnlyList<TimeSpan> Restarts { get; init; } = [];

    /// <summary>Why it was started again, in the words of kube-state-metrics; null if that is not known.</summary>
    public string? RestartReason { get; init; }

    /// <summary>Whether kube-state-metrics knows it.</summary>
    public bool HasOwner { get; init; } = true;
}
