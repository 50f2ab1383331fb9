using System.Globalization;

namespace MicroService.Samples.Histories;

/// <summary>Writes what Prometheus would remember of containers as OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>.</summary>
/// <param name="end">The end of the history.</param>
/// <param name="length">How long it is.</param>
/// <param name="step">How often everything was scraped.</param>
public sealed class HistoryWriter(DateTimeOffset end, TimeSpan length, TimeSpan step)
{
    private const double Jitter = 0.02;
    private const int Micro = 1_000_000;

    /// <summary>Writes the history of some containers.</summary>
    /// <remarks>promtool wants the series of a metric next to each other, and the metrics' names without the suffix of counters.</remarks>
    public void Write(TextWriter writer, IReadOnlyList<SampleContainer> containers)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(containers);
        Family(writer, containers, "container_cpu_usage_seconds", "counter", "_total", Labels, CpuOf);
        Family(writer, containers, "container_memory_working_set_bytes", "gauge", "", Labels, (container, at) => container.Memory(AgeOf(at)) ?? double.NaN);
        var held = containers.Where(container => container.ThrottledShare > 0).ToList();
        Family(writer, held, "container_cpu_cfs_periods", "counter", "_total", Labels, (_, at) => AgeOf(at).TotalSeconds * 10);
        Family(writer, held, "container_cpu_cfs_throttled_periods", "counter", "_total", Labels, (container, at) => AgeOf(at).TotalSeconds * 10 * container.ThrottledShare);
        var known = containers.Where(container => container.HasOwner).ToList();
        Family(writer, known, "kube_pod_owner", "gauge", "", container => StateLabels(container)
            + $",owner_kind=\"{(container.Kind == "Deployment" ? "ReplicaSet" : container.Kind)}\",owner_name=\"{SetOf(container)}\"", static (_, _) => 1);
        Family(writer, [.. known.Where(container => container.Kind == "Deployment").DistinctBy(SetOf)], "kube_replicaset_owner", "gauge", "",
            container => $"namespace=\"{container.Namespace}\",replicaset=\"{SetOf(container)}\",owner_kind=\"Deployment\",owner_name=\"{container.Workload}\"",
            static (_, _) => 1);
        writer.Write("# EOF\n");
    }

    private static string SetOf(SampleContainer container) => container.Kind == "Deployment" ? $"{container.Workload}-5d9c7" : container.Workload;

    private static string Labels(SampleContainer container) =>
        $"job=\"kubelet\",namespace=\"{container.Namespace}\",pod=\"{container.Pod}\",container=\"{container.Name}\",image=\"registry.example/{container.Name}:1\"";

    private static string StateLabels(SampleContainer container) => $"job=\"kube-state-metrics\",namespace=\"{container.Namespace}\",pod=\"{container.Pod}\"";

    private TimeSpan AgeOf(DateTimeOffset at) => at - (end - length);

    // The sum of what was used in each step, which only grows.
    private double CpuOf(SampleContainer container, DateTimeOffset at)
    {
        var steps = (long)(AgeOf(at) / step);
        if (container.LastStep >= steps)
        {
            container.LastStep = -1;
            container.Used = 0;
        }

        for (; container.LastStep < steps; container.LastStep++)
        {
            container.Used += (container.Cpu((container.LastStep + 1) * step) ?? 0) * step.TotalSeconds;
        }

        return container.Used;
    }

    private void Family(
        TextWriter writer, IReadOnlyList<SampleContainer> containers, string name, string type, string suffix,
        Func<SampleContainer, string> labels, Func<SampleContainer, DateTimeOffset, double> value)
    {
        if (containers.Count > 0)
        {
            writer.Write($"# TYPE {name} {type}\n");
        }

        foreach (var (index, container) in containers.Index())
        {
            var head = $"{name}{suffix}{{{labels(container)}}}";
            // Scrapes are never quite regular.
            var steps = (int)(length / step);
            for (var i = 0; i < steps; i++)
            {
                var at = end - length + (i * step);
                var amount = value(container, at);
                if (double.IsFinite(amount) && container.Memory(AgeOf(at)) is not null)
                {
                    var second = at.ToUnixTimeMilliseconds() / 1000.0 + (index % 7) + (step.TotalSeconds * Jitter * (i % 3));
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{head} {Math.Round(amount * Micro) / Micro:0.######} {second:0.###}\n"));
                }
            }
        }
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

    /// <summary>Whether kube-state-metrics knows it.</summary>
    public bool HasOwner { get; init; } = true;

    internal double Used { get; set; }

    internal long LastStep { get; set; } = -1;
}
