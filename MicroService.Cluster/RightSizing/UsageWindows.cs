using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>Adds the windows of a history up, workload by workload.</summary>
internal sealed class UsageWindows(NamespaceUsage usage, IReadOnlyDictionary<string, WorkloadKey> pods, IReadOnlySet<WorkloadKey> wanted)
{
    private const double UsualInterval = 60;

    // A series that has sent nothing for so long has ended.
    private const double Ended = 2 * 3600;

    private const int EnoughSamples = 5;

    // Samples that are nearer to each other than that share of the usual distance are of two that scrape.
    private const double Nearest = 0.9;

    // What cAdvisor tells containers apart by.
    private static readonly string[] OfContainer = ["id", "name", "cpu"];

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
            AddMemory(window.Memory, reader);

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
        foreach (var seen in Owned(window, reader).Where(one => one.Series.Samples.Count > 0).GroupBy(one => KeyOf(one.Series, reader), StringComparer.Ordinal))
        {
            var (key, (series, pod, container)) = (seen.Key, seen.MaxBy(one => one.Series.Samples.Count));
            if (!_counters.TryGetValue(key, out var counter))
            {
                _counters[key] = counter = (new CounterSeries(), container, pod);
                container.Began(key);
            }

            if (ClusterLabels.Select(label => series[label]).FirstOrDefault(cluster => cluster.Length > 0) is { } cluster)
            {
                usage.Clusters.Add(cluster);
            }

            // Few samples, perhaps around a gap, don't tell the interval.
            var interval = series.Samples.Count >= EnoughSamples ? CounterSeries.IntervalOf(series.Samples)!.Value : _interval;
            container.Interval = interval;
            var samples = Merged([.. seen.Select(one => one.Series.Samples)], interval);
            foreach (var sample in samples)
            {
                container.Ran(pod, sample.At);
            }

            counter.Counter.Add(samples, interval, (at, rate) => container.AddCpu(pod, at, rate));
            latest = Math.Max(latest, samples[^1].At);
        }

        Finish(latest);
    }

    // A restarted container begins a new series, with another id. What tells who scraped it tells nothing of the container: two jobs, or a pair
    // of Prometheis, see the same counter.
    private static string KeyOf(Series series, UsageReader reader)
    {
        var (pod, container) = reader.PlaceOf(series);
        return string.Join('\n', OfContainer.Concat(ClusterLabels).Select(label => series[label]).Prepend(container).Prepend(pod));
    }

    // Where one of them missed a scrape, the other may have it.
    private static IReadOnlyList<Sample> Merged(IReadOnlyList<IReadOnlyList<Sample>> all, double interval)
    {
        if (all.Count == 1)
        {
            return all[0];
        }

        var merged = new List<Sample>();
        foreach (var sample in all.SelectMany(static samples => samples).OrderBy(static sample => sample.At))
        {
            if (merged.Count == 0 || sample.At - merged[^1].At >= interval * Nearest)
            {
                merged.Add(sample);
            }
        }

        return merged;
    }

    // In the order of time, whichever of the ids that a restarted container had comes first.
    private void AddMemory(IReadOnlyList<Series> window, UsageReader reader)
    {
        foreach (var seen in Owned(window, reader).GroupBy(one => (one.Pod, one.Container)))
        {
            IReadOnlyList<Sample>[] all = [.. seen.Select(one => one.Series.Samples)];
            IEnumerable<Sample> samples = all.Length == 1 ? all[0]
                : all.SelectMany(static samples => samples).GroupBy(static sample => sample.At, static (at, same) => new Sample(at, same.Max(one => one.Value)))
                    .OrderBy(static sample => sample.At);
            foreach (var sample in samples)
            {
                seen.Key.Container.AddMemory(seen.Key.Pod, sample.At, sample.Value);
            }
        }
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
