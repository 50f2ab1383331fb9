namespace MicroService.Cluster.RightSizing;

/// <summary>What all pods of a workload, dead ones too, used in one of its containers.</summary>
internal sealed class ContainerUsage
{
    private const double Hour = 3600;
    private const int RestartsOfLeak = 3;
    private const double RecentSeconds = 3 * 24 * Hour;

    private readonly Dictionary<string, UsageDigest> _cpuOfPods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryTrend> _trends = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (float Sum, int Count)> _hours = [];
    private readonly HashSet<int> _covered = [];
    private readonly Dictionary<string, (double First, double Last)> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Pod, double At), (double All, double Throttled)> _periods = [];
    private readonly Dictionary<string, double> _ran = new(StringComparer.Ordinal);
    private readonly HashSet<int> _runs = [];

    public HashSet<string> Pods { get; } = new(StringComparer.Ordinal);

    public UsageDigest Cpu { get; } = new();

    public UsageDigest Memory { get; } = new();

    public double LeastMemory { get; private set; } = double.PositiveInfinity;

    public double FirstAt { get; private set; } = double.PositiveInfinity;

    public double LastAt { get; private set; } = double.NegativeInfinity;

    public double Interval { get; set; } = 60;

    /// <summary>The CPU limits that pods had last, as far as it is known.</summary>
    public Dictionary<string, double> CpuLimits { get; } = new(StringComparer.Ordinal);

    public int Restarts { get; set; }

    public int OomKills { get; set; }

    public double? OomLimit { get; set; }

    /// <summary>The CPU limit of the pod that ran last; null if it has none, or none is known.</summary>
    public double? CpuLimit => LastPod is { } pod && CpuLimits.TryGetValue(pod, out var limit) ? limit : null;

    // A peak of memory is of five minutes: of a pod that ended in them, too.
    private string? LastPod => _ran.Count > 0 ? _ran.MaxBy(static pod => pod.Value).Key
        : _seen.Count > 0 ? _seen.MaxBy(static pod => pod.Value.Last).Key : null;

    public HeapUsage? Heap { get; set; }

    /// <summary>How long there are samples for, in days.</summary>
    public double Days => Math.Min(_covered.Count / 24.0, Math.Max(0, LastAt - FirstAt) / (24 * Hour));

    /// <summary>How many hours have samples.</summary>
    public int Hours => _covered.Count;

    /// <summary>How often it ran: a pod of the same name, and a container that is started again, run again.</summary>
    public int Runs => Math.Max(Pods.Count, _runs.Count);

    /// <summary>Notes that a series began, by its labels.</summary>
    public void Began(string series) => _runs.Add(string.GetHashCode(series, StringComparison.Ordinal));

    /// <summary>When a pod was first seen; null if it was not.</summary>
    public double? FirstSeen(string pod) => _seen.TryGetValue(pod, out var seen) ? seen.First : null;

    public void AddPeriods(string pod, double at, double all, double throttled)
    {
        var (before, held) = _periods.GetValueOrDefault((pod, at));
        _periods[(pod, at)] = (before + all, held + throttled);
    }

    /// <summary>The share of periods in which its CPU limit held it; null without periods.</summary>
    public double? ThrottledShare() => ShareOf(_periods);

    /// <summary>
    /// The same under the present limit: of the pods that have it, or of the last days if there is none any more, or no pod is known to have
    /// it.
    /// </summary>
    /// <param name="limit">The limit as it is now; null if there is none.</param>
    public double? ThrottledShare(double? limit)
    {
        var others = limit is { } now
            ? CpuLimits.Where(pod => Math.Abs(pod.Value - now) > now * 0.01).Select(pod => pod.Key).ToHashSet()
            : [];
        var ofLimit = _periods.Where(period => !others.Contains(period.Key.Pod)).ToList();
        return limit is not null && ShareOf(ofLimit) is { } share ? share
            : ShareOf(_periods.Where(period => period.Key.At > LastAt - RecentSeconds));
    }

    private static double? ShareOf(IEnumerable<KeyValuePair<(string, double), (double All, double Throttled)>> periods)
    {
        var (all, throttled) = (0.0, 0.0);
        foreach (var (_, period) in periods)
        {
            (all, throttled) = (all + period.All, throttled + period.Throttled);
        }

        return all > 0 ? throttled / all : null;
    }

    /// <summary>Notes that a pod ran at a time.</summary>
    public void Ran(string pod, double at)
    {
        Saw(pod, at);
        _ran[pod] = Math.Max(_ran.GetValueOrDefault(pod, at), at);
    }

    private void Saw(string pod, double at)
    {
        Pods.Add(pod);
        var (first, last) = _seen.GetValueOrDefault(pod, (at, at));
        _seen[pod] = (Math.Min(first, at), Math.Max(last, at));
        _covered.Add((int)(at / Hour));
        FirstAt = Math.Min(FirstAt, at);
        LastAt = Math.Max(LastAt, at);
    }

    public void AddCpu(string pod, double at, double cores)
    {
        Cpu.Add(cores);
        if (!_cpuOfPods.TryGetValue(pod, out var digest))
        {
            _cpuOfPods[pod] = digest = new UsageDigest();
        }

        digest.Add(cores);
        var hour = (int)(at / Hour);
        var (sum, count) = _hours.GetValueOrDefault(hour);
        _hours[hour] = (sum + (float)cores, count + 1);
    }

    public void AddMemory(string pod, double at, double bytes)
    {
        Saw(pod, at);
        Memory.Add(bytes);
        LeastMemory = Math.Min(LeastMemory, bytes);
        if (!_trends.TryGetValue(pod, out var trend))
        {
            _trends[pod] = trend = new MemoryTrend();
        }

        trend.Add(at, bytes);
    }

    /// <summary>
    /// The quantile over all pods, or over the pod that uses most if it was seen for long enough: a burst at the start is the most of what a
    /// short life has.
    /// </summary>
    public double? CpuQuantile(double share, double leastSeconds)
    {
        var highest = Cpu.Quantile(share);
        foreach (var pod in _cpuOfPods.Values.Where(pod => pod.Count * Interval >= leastSeconds))
        {
            highest = Math.Max(highest ?? 0, pod.Quantile(share) ?? 0);
        }

        return highest;
    }

    /// <summary>How many hours after a time have samples.</summary>
    public int HoursSince(double at) => _hours.Keys.Count(hour => hour * Hour >= at);

    /// <summary>The quantile of what pods used on average, hour by hour, which is what an autoscaler goes by.</summary>
    /// <param name="share">The share of the hours.</param>
    /// <param name="since">From when on.</param>
    public double? CpuQuantileOfAverages(double share, double since)
    {
        var averages = new UsageDigest();
        foreach (var (_, (sum, count)) in _hours.Where(hour => hour.Key * Hour >= since))
        {
            averages.Add(sum / count);
        }

        return averages.Quantile(share);
    }

    /// <summary>How many pods there were on average, and at most, as far as samples tell.</summary>
    public (double Mean, int Max) Replicas()
    {
        if (_hours.Count == 0)
        {
            return (0, 0);
        }

        var perHour = _hours.Values.Select(hour => hour.Count * Interval / Hour).ToList();
        return (perHour.Average(), (int)Math.Ceiling(perHour.Max() - 0.2));
    }

    /// <summary>The bytes a day by which its memory grows; null if it does not leak.</summary>
    public double? Leak()
    {
        var trends = _trends.Values.Select(trend => trend.Growth(OomKills > 0 || Restarts >= RestartsOfLeak)).ToList();
        var (growing, judged) = (trends.Sum(trend => trend.Growing), trends.Sum(trend => trend.Judged));
        return judged > 0 && growing >= 0.6 * judged ? trends.Sum(trend => trend.Bytes * trend.Growing) / growing : null;
    }
}

/// <summary>What a runtime says of its heap.</summary>
/// <param name="Runtime">The runtime.</param>
/// <param name="Live">What is alive, or was used at most, in bytes; null if it does not say.</param>
/// <param name="Max">How far the heap may grow, in bytes; null if it does not say.</param>
internal sealed record HeapUsage(HeapRuntime Runtime, double? Live, double? Max);

/// <summary>What a namespace used.</summary>
internal sealed class NamespaceUsage
{
    /// <summary>What each workload used, container by container.</summary>
    public Dictionary<WorkloadKey, Dictionary<string, ContainerUsage>> Workloads { get; } = [];

    /// <summary>The utilisation that the autoscalers aim at, by workload and resource.</summary>
    public Dictionary<(WorkloadKey Workload, string Resource), double> Targets { get; } = [];

    /// <summary>Since when autoscalers are there, by workload; minus infinity for before the history.</summary>
    public Dictionary<WorkloadKey, double> ScaledSince { get; } = [];

    /// <summary>When kube-state-metrics spoke last of autoscalers; null if it does so now.</summary>
    public double? StateEnded { get; set; }

    /// <summary>The ReplicaSets and Jobs of which nothing says whose they are.</summary>
    public SortedSet<string> Unplaced { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether kube-state-metrics knows no pod, so that only the live ones have owners.</summary>
    public bool HasLiveOwnersAlone { get; set; }

    /// <summary>The pods that have samples but no owner.</summary>
    public HashSet<string> Unowned { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there are any samples.</summary>
    public bool HasSamples { get; set; }

    /// <summary>Whether a part of what the containers used was not answered.</summary>
    public bool HasLostUse { get; set; }

    /// <summary>Whether it was not answered whose the pods are.</summary>
    public bool HasLostOwners { get; set; }

    /// <summary>The clusters that samples name.</summary>
    public SortedSet<string> Clusters { get; } = new(StringComparer.Ordinal);

    /// <summary>What could not be asked, and why.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Adds to what could not be asked, once.</summary>
    public void Miss(string what)
    {
        if (!Missing.Contains(what))
        {
            Missing.Add(what);
        }
    }
}
