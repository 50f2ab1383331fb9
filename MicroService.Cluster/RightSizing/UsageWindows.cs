using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>Adds the windows of a history up, workload by workload.</summary>
internal sealed class UsageWindows(NamespaceUsage usage, IReadOnlyDictionary<string, WorkloadKey> pods, IReadOnlySet<WorkloadKey> wanted)
{
    private const double UsualInterval = 60;

    // A series that has sent nothing for so long has ended.
    private const double Ended = 2 * 3600;

    private const int EnoughSamples = 5;

    // What stores of several clusters usually tell them apart by.
    private static readonly string[] ClusterLabels = ["cluster", "cluster_name", "cluster_id", "k8s_cluster_name"];

    private readonly Dictionary<string, (CounterSeries Counter, ContainerUsage Container, string Pod)> _counters = new(StringComparer.Ordinal);
    private double _interval = UsualInterval;

    public async Task ReadAsync(UsageReader reader, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await foreach (var window in reader.WindowsAsync(usage, ns, end, cancellationToken).ConfigureAwait(false))
        {
            usage.HasSamples |= window.Cpu.Count + window.Memory.Count > 0;
            AddCpu(window.Cpu, reader);
            foreach (var (series, pod, container) in Owned(window.Memory, reader))
            {
                foreach (var sample in series.Samples)
                {
                    container.AddMemory(pod, sample.At, sample.Value);
                }
            }

            foreach (var (series, pod, container) in Owned(window.Periods, reader))
            {
                container.AddPeriods(pod, window.End, series.Samples is [.., var last] ? last.Value : 0, 0);
            }

            foreach (var (series, pod, container) in Owned(window.Throttled, reader))
            {
                container.AddPeriods(pod, window.End, 0, series.Samples is [.., var last] ? last.Value : 0);
            }
        }

        Finish(double.PositiveInfinity);
    }

    private void AddCpu(IReadOnlyList<Series> window, UsageReader reader)
    {
        var intervals = window.Select(series => CounterSeries.IntervalOf(series.Samples)).OfType<double>().Order().ToList();
        _interval = intervals.Count > 0 ? intervals[intervals.Count / 2] : _interval;
        var latest = double.NegativeInfinity;
        foreach (var (series, pod, container) in Owned(window, reader))
        {
            if (series.Samples.Count == 0)
            {
                continue;
            }

            // A restarted container begins a new series, with another id.
            var key = string.Join('\n', series.Labels.Select(label => $"{label.Key}={label.Value}"));
            if (!_counters.TryGetValue(key, out var counter))
            {
                _counters[key] = counter = (new CounterSeries(), container, pod);
                container.Began(key);
            }

            if (ClusterLabels.Select(label => series[label]).FirstOrDefault(cluster => cluster.Length > 0) is { } cluster)
            {
                usage.Clusters.Add(cluster);
            }

            container.Interval = _interval;
            foreach (var sample in series.Samples)
            {
                container.Ran(pod, sample.At);
            }

            // Few samples, perhaps around a gap, don't tell the interval.
            var interval = series.Samples.Count >= EnoughSamples ? CounterSeries.IntervalOf(series.Samples)!.Value : _interval;
            counter.Counter.Add(series.Samples, interval, (at, rate) => container.AddCpu(pod, at, rate));
            latest = Math.Max(latest, series.Samples[^1].At);
        }

        Finish(latest);
    }

    private void Finish(double now)
    {
        foreach (var (key, (counter, container, pod)) in _counters.Where(one => now - one.Value.Counter.LastAt > Ended).ToList())
        {
            counter.Finish((at, rate) => container.AddCpu(pod, at, rate));
            _counters.Remove(key);
        }
    }

    private IEnumerable<(Series Series, string Pod, ContainerUsage Container)> Owned(IReadOnlyList<Series> window, UsageReader reader)
    {
        foreach (var series in window)
        {
            var (pod, container) = reader.PlaceOf(series);
            if (!pods.TryGetValue(pod, out var owner))
            {
                usage.Unowned.Add(pod);
            }
            else if (wanted.Contains(owner))
            {
                if (!usage.Workloads.TryGetValue(owner, out var containers))
                {
                    usage.Workloads[owner] = containers = new Dictionary<string, ContainerUsage>(StringComparer.Ordinal);
                }

                if (!containers.TryGetValue(container, out var found))
                {
                    containers[container] = found = new ContainerUsage();
                }

                yield return (series, pod, found);
            }
        }
    }
}
