using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>
/// Reads what the workloads of a namespace used: one query for each metric and window, one at a time. A window that is too much for the
/// server is asked for in halves; what stays unanswered is named, and the rest counts.
/// </summary>
internal sealed class UsageReader(PrometheusClient client, RightSizingOptions options)
{
    private const string OomKilled = "OOMKilled";
    private const double LargestLimit = 1e15;
    private const int MostLost = 4;
    private const double BornLater = 2 * 3600;
    private const int FullAnswer = 500_000;
    private const int MostOwnPods = 2000;
    private const string HeapParts = "id, gc_heap_generation, generation, jvm_memory_pool_name, pool";
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(6);
    private static readonly TimeSpan MemoryStep = TimeSpan.FromMinutes(5);

    private readonly MetricNames _names = options.Names;
    private string _ownPods = "";

    /// <summary>Reads a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="wanted">The workloads to keep the usage of.</param>
    /// <param name="owners">Owners of pods that are known besides those of kube-state-metrics.</param>
    /// <param name="end">The end of the history.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrometheusException">The server can't be reached, or rejects the credential.</exception>
    public async Task<NamespaceUsage> ReadAsync(
        string ns,
        IReadOnlySet<WorkloadKey> wanted,
        IReadOnlyDictionary<string, WorkloadKey> owners,
        DateTimeOffset end,
        CancellationToken cancellationToken)
    {
        var usage = new NamespaceUsage();
        var pods = await ReadOwnersAsync(usage, ns, end, cancellationToken).ConfigureAwait(false);
        usage.HasLostOwners = usage.Missing.Count > 0;
        usage.HasLiveOwnersAlone = pods.Count == 0 && owners.Count > 0 && !usage.HasLostOwners;
        foreach (var (pod, owner) in owners)
        {
            // The cluster may know what is above where kube-state-metrics does not.
            if (!pods.TryGetValue(pod, out var known) || IsInBetween(known.Kind))
            {
                pods[pod] = owner;
            }
        }

        _ownPods = PodsAlone(pods, wanted);
        await new UsageWindows(usage, pods, wanted).ReadAsync(this, ns, end, cancellationToken).ConfigureAwait(false);
        await ReadStateAsync(usage, pods, ns, end, cancellationToken).ConfigureAwait(false);
        await ReadHeapsAsync(usage, pods, ns, end, cancellationToken).ConfigureAwait(false);
        await new TargetReader(this, options).ReadAsync(usage, ns, end, cancellationToken).ConfigureAwait(false);
        return usage;
    }

    /// <summary>A matcher of the pods of a workload, dead ones too; null if it is not known which they are.</summary>
    /// <param name="usage">Takes what was not answered.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="owners">Owners of pods that are known besides those of kube-state-metrics.</param>
    /// <param name="end">The end of the history.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<string?> FindPodsAsync(
        NamespaceUsage usage,
        WorkloadKey workload,
        IReadOnlyDictionary<string, WorkloadKey> owners,
        DateTimeOffset end,
        CancellationToken cancellationToken)
    {
        var known = await ReadOwnersAsync(usage, workload.Namespace, end, cancellationToken).ConfigureAwait(false);
        var pods = known.Where(pod => pod.Value == workload).Select(pod => pod.Key)
            .Concat(owners.Where(pod => pod.Value == workload).Select(pod => pod.Key)).Distinct(StringComparer.Ordinal).ToList();
        return pods.Count is 0 or > MostOwnPods ? null : Alternatives(pods);
    }

    // A few workloads of a large namespace don't need the samples of all of it.
    private string PodsAlone(Dictionary<string, WorkloadKey> pods, IReadOnlySet<WorkloadKey> wanted)
    {
        var own = pods.Where(pod => wanted.Contains(pod.Value)).ToList();
        return own.Count <= MostOwnPods && own.Count * 2 < pods.Count && own.Select(pod => pod.Value).Distinct().Count() == wanted.Count
            ? Alternatives([.. own.Select(pod => pod.Key)])
            : "";
    }

    private string Alternatives(List<string> pods) =>
        $"{_names.Pod}=~\"{string.Join('|', pods.Order(StringComparer.Ordinal).Select(static pod => pod.Replace(".", "[.]", StringComparison.Ordinal)))}\"";

    /// <summary>The selectors of CPU and memory of a workload's containers.</summary>
    internal (string Cpu, string Memory) SelectorsOf(string ns, string pods) =>
        (Selector(_names.Cpu, _names.Namespace, ns, $"{Containers},{pods}"), Selector(_names.Memory, _names.Namespace, ns, $"{Containers},{pods}"));

    private string Containers => $"{_names.Container}!=\"\",{_names.Container}!=\"POD\"";

    // Dead pods count, so the whole time is looked at; names are never taken apart.
    private async Task<Dictionary<string, WorkloadKey>> ReadOwnersAsync(
        NamespaceUsage usage, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        const string Labels = "owner_kind, owner_name";
        // A controller is one of several owners.
        Task<IReadOnlyList<Series>> AskAsync(string name, string label) => OverAllAsync(
            usage, name, ns, selector => $"max by ({label}, {Labels}) (max_over_time({selector}[{Length}]))", "owner_is_controller!=\"false\"", end, cancellationToken);

        var between = new Dictionary<(string Kind, string Name), (string Kind, string Name)>();
        AddOwners(between, "ReplicaSet", await AskAsync(_names.ReplicaSetOwner, "replicaset").ConfigureAwait(false), "replicaset");
        AddOwners(between, "Job", await AskAsync(_names.JobOwner, "job_name").ConfigureAwait(false), "job_name");
        var pods = new Dictionary<string, WorkloadKey>(StringComparer.Ordinal);
        foreach (var series in await AskAsync(_names.PodOwner, _names.StatePod).ConfigureAwait(false))
        {
            var (pod, owner) = (series[_names.StatePod], (Kind: series["owner_kind"], Name: series["owner_name"]));
            var (kind, name) = IsOwner(owner.Kind) ? between.GetValueOrDefault(owner, owner) : ("Pod", pod);
            if (IsInBetween(owner.Kind) && !between.ContainsKey(owner))
            {
                usage.Unplaced.Add($"{owner.Kind} {owner.Name}");
            }

            if (kind != "Pod" || !pods.ContainsKey(pod))
            {
                pods[pod] = new WorkloadKey(ns, kind, name);
            }
        }

        return pods;
    }

    // What has no owner is its own.
    private static void AddOwners(
        Dictionary<(string Kind, string Name), (string Kind, string Name)> owners, string kind, IReadOnlyList<Series> series, string label)
    {
        foreach (var one in series)
        {
            var isOwned = IsOwner(one["owner_kind"]);
            if (isOwned || !owners.ContainsKey((kind, one[label])))
            {
                owners[(kind, one[label])] = isOwned ? (one["owner_kind"], one["owner_name"]) : (kind, one[label]);
            }
        }
    }

    private static bool IsOwner(string kind) => kind is not ("" or "<none>");

    private static bool IsInBetween(string kind) => kind is "ReplicaSet" or "Job";

    private async Task ReadStateAsync(
        NamespaceUsage usage, Dictionary<string, WorkloadKey> pods, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        // A pod of a StatefulSet has the name of those before it.
        var by = $"{_names.StatePod}, {_names.StateContainer}, uid";
        Task<IReadOnlyList<Series>> AskAsync(string name, Func<string, string> expression) =>
            OverAllAsync(usage, name, ns, expression, "", end, cancellationToken);

        var restarts = await AskAsync(
            _names.Restarts, selector => $"max by ({by}) (max_over_time({selector}[{Length}]) - min_over_time({selector}[{Length}]))").ConfigureAwait(false);
        var ends = await AskAsync(_names.Terminated, selector => $"max by ({by}, reason) (max_over_time({selector}[{Length}]))").ConfigureAwait(false);
        var limits = await AskAsync(_names.Limits, selector => $"max by ({by}, resource) (last_over_time({selector}[{Length}]))").ConfigureAwait(false);
        (string Pod, string Container, string Uid) KeyOf(Series series) =>
            (series[_names.StatePod], series[_names.StateContainer], series["uid"]);
        var killed = new HashSet<(string Pod, string Container, string Uid)>();
        var begin = (end - TimeSpan.FromDays(options.Days)).ToUnixTimeSeconds();
        var reasons = ends.Where(one => one.Samples is [.., { Value: > 0 }]).ToLookup(KeyOf, one => one["reason"]);
        var counts = restarts.Where(one => one.Samples.Count > 0).ToLookup(KeyOf, one => (int)one.Samples[^1].Value);
        foreach (var key in counts.Select(one => one.Key).Concat(reasons.Select(one => one.Key)).Distinct())
        {
            if (Of(usage, pods, (key.Pod, key.Container)) is not { } container)
            {
                continue;
            }

            var count = counts[key].Sum();
            container.Restarts += count;
            // The reason of the last end stays, however long ago that was.
            var isBefore = count == 0 && counts.Contains(key) && container.FirstSeen(key.Pod) is { } first && first < begin + BornLater;
            if (reasons[key].Contains(OomKilled) && !isBefore)
            {
                killed.Add(key);
                // Which restarts had which reason is not told: at least one of several was for want of memory.
                container.OomKills += reasons[key].Count() == 1 ? Math.Max(count, 1) : 1;
            }
        }

        foreach (var limit in limits.Where(one => one.Samples.Count > 0))
        {
            var (pod, name, _) = KeyOf(limit);
            if (Of(usage, pods, (pod, name)) is not { } container)
            {
                continue;
            }

            var value = limit.Samples[^1].Value;
            if (limit["resource"] == "cpu")
            {
                container.CpuLimits[pod] = value;
            }
            else if (limit["resource"] == "memory" && killed.Contains(KeyOf(limit)))
            {
                container.OomLimit = Math.Max(container.OomLimit ?? 0, value);
            }
        }
    }

    private async Task ReadHeapsAsync(
        NamespaceUsage usage, Dictionary<string, WorkloadKey> pods, string ns, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var by = $"{_names.Pod}, {_names.Container}";
        async Task TakeAsync(string names, string matcher, string aggregate, Func<HeapUsage?, double, HeapUsage> merge)
        {
            // A process may have the metrics of two libraries, which say the same and would be one series without their names.
            foreach (var name in names.Split('|'))
            {
                await TakeOneAsync(name, matcher, aggregate, merge).ConfigureAwait(false);
            }
        }

        async Task TakeOneAsync(string name, string matcher, string aggregate, Func<HeapUsage?, double, HeapUsage> merge)
        {
            // Others that scrape the same, and the same pod at another address, say it once more.
            Func<string, string> expression = selector => $"{aggregate} by ({by}) (max by ({by}, {HeapParts}) (max_over_time({selector}[{Length}])))";
            var series = await OverAllAsync(usage, name, ns, expression, matcher, end, cancellationToken, isState: false).ConfigureAwait(false);
            foreach (var one in series.Where(one => one.Samples.Count > 0))
            {
                if (OfApplication(usage, pods, one[_names.Pod], one[_names.Container]) is { } container)
                {
                    container.Heap = merge(container.Heap, one.Samples[^1].Value);
                }
            }
        }

        // Micrometer and OpenTelemetry have labels of their own.
        const string OfHeap = "area!=\"nonheap\",jvm_memory_type!=\"non_heap\"";
        static HeapUsage Dotnet(HeapUsage? heap, double bytes) => new(HeapRuntime.Dotnet, Math.Max(heap?.Live ?? 0, bytes), null);
        static HeapUsage JvmUsed(HeapUsage? heap, double bytes) => new(HeapRuntime.Jvm, Math.Max(heap?.Live ?? 0, bytes), heap?.Max);
        static HeapUsage JvmMax(HeapUsage? heap, double bytes) => new(HeapRuntime.Jvm, heap?.Live, bytes > 0 ? Math.Max(heap?.Max ?? 0, bytes) : heap?.Max);
        static HeapUsage Go(HeapUsage? heap, double bytes) =>
            bytes < LargestLimit ? new HeapUsage(HeapRuntime.Go, heap?.Live, bytes) : heap ?? new HeapUsage(HeapRuntime.None, null, null);
        await TakeAsync(_names.DotnetHeap, "", "sum", Dotnet).ConfigureAwait(false);
        await TakeAsync(_names.JvmUsed, OfHeap, "sum", JvmUsed).ConfigureAwait(false);
        await TakeAsync(_names.JvmMax, OfHeap, "max", JvmMax).ConfigureAwait(false);
        await TakeAsync(_names.GoLimit, "", "max", Go).ConfigureAwait(false);
    }

    private string Length => $"{options.Days}d";

    private string Selector(string name, string label, string ns, string matchers)
    {
        var escaped = ns.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);
        var parts = new[] { name.Contains('|', StringComparison.Ordinal) ? $"__name__=~\"{name}\"" : "", $"{label}=\"{escaped}\"", matchers, options.Matchers };
        return $"{(name.Contains('|', StringComparison.Ordinal) ? "" : name)}{{{string.Join(',', parts.Where(part => part.Length > 0))}}}";
    }

    // Over the whole time at once, and nothing if that can't be told.
    internal async Task<IReadOnlyList<Series>> OverAllAsync(
        NamespaceUsage usage,
        string name,
        string ns,
        Func<string, string> expression,
        string matchers,
        DateTimeOffset end,
        CancellationToken cancellationToken,
        bool isState = true)
    {
        if (name.Length == 0)
        {
            return [];
        }

        var selector = Selector(name, isState ? _names.StateNamespace : _names.Namespace, ns, matchers);
        var answer = await TryAsync(usage, name, () => client.QueryAsync(expression(selector), end, cancellationToken)).ConfigureAwait(false);
        return answer?.Series ?? [];
    }

    /// <summary>Asks, and notes what was not answered; null if nothing was.</summary>
    internal async Task<PrometheusAnswer?> TryAsync(NamespaceUsage usage, string what, Func<Task<PrometheusAnswer>> ask)
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            foreach (var warning in answer.Warnings)
            {
                usage.Miss($"{what}: {warning}");
            }

            return answer;
        }
        catch (PrometheusException exception) when (IsPart(exception))
        {
            usage.Miss(exception.Failure == PrometheusFailure.NotAsked ? exception.Message : $"{what}: {exception.Message}");
            return null;
        }
    }

    // What was answered before a connection was lost counts; where nothing was, there is nothing to wait for.
    private bool IsPart(PrometheusException exception) => exception.Failure switch
    {
        PrometheusFailure.Unauthorized => false,
        PrometheusFailure.Unreachable => client.Answers > 0,
        _ => true,
    };

    /// <summary>The windows of the history, each with its raw CPU samples.</summary>
    internal async IAsyncEnumerable<UsageWindow> WindowsAsync(
        NamespaceUsage usage, string ns, DateTimeOffset end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var containers = _ownPods.Length > 0 ? $"{Containers},{_ownPods}" : Containers;
        var (cpu, memory) = (Selector(_names.Cpu, _names.Namespace, ns, containers), Selector(_names.Memory, _names.Namespace, ns, containers));
        var (periods, throttled) = (Selector(_names.Periods, _names.Namespace, ns, containers), Selector(_names.Throttled, _names.Namespace, ns, containers));
        var by = $"{_names.Pod}, {_names.Container}";
        var (window, longest) = (FirstWindow, LongestWindow);
        var lost = 0;
        for (var from = end - TimeSpan.FromDays(options.Days); from < end;)
        {
            var to = from + window < end ? from + window : end;
            var range = $"[{(to - from).TotalSeconds.ToString(CultureInfo.InvariantCulture)}s]";
            PrometheusAnswer? raw = null, used = null;
            try
            {
                raw = await client.QueryAsync($"{cpu}{range}", to, cancellationToken).ConfigureAwait(false);
                used = await client.RangeAsync($"max_over_time({memory}[{MemoryStep.TotalSeconds}s])", from + MemoryStep, to, MemoryStep, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (PrometheusException exception) when (exception.Failure is PrometheusFailure.TooLarge or PrometheusFailure.Timeout && window > ShortestWindow)
            {
                window /= 2;
                longest = window;
                continue;
            }
            catch (PrometheusException exception) when (IsPart(exception))
            {
                usage.HasLostUse = true;
                // Smaller questions in between may be answered.
                if (++lost > MostLost || exception.Failure == PrometheusFailure.NotAsked)
                {
                    usage.Miss($"{from:yyyy-MM-dd HH:mm} to {end:yyyy-MM-dd HH:mm}, given up: {exception.Message}");
                    yield break;
                }

                usage.Miss($"{(raw is null ? _names.Cpu : _names.Memory)}, {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm}: {exception.Message}");
            }

            lost = raw is null || used is null ? lost : 0;
            foreach (var warning in (raw?.Warnings ?? []).Concat(used?.Warnings ?? []))
            {
                usage.Miss(warning);
            }

            var (all, held) = await ThrottlingAsync(usage, periods, throttled, by, range, to, cancellationToken).ConfigureAwait(false);
            yield return new UsageWindow(to.ToUnixTimeSeconds(), raw?.Series ?? [], used?.Series ?? [], all, held);
            var samples = (raw?.Series ?? []).Concat(used?.Series ?? []).Sum(series => (long)series.Samples.Count);
            from = to;
            window = samples > FullAnswer && window > ShortestWindow ? window / 2
                : samples < FullAnswer / 4 && window * 2 <= longest ? window * 2 : window;
        }
    }

    private async Task<(IReadOnlyList<Series> Periods, IReadOnlyList<Series> Throttled)> ThrottlingAsync(
        NamespaceUsage usage, string periods, string throttled, string by, string range, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (_names.Throttled.Length == 0 || _names.Periods.Length == 0)
        {
            return ([], []);
        }

        Task<PrometheusAnswer?> AskAsync(string name, string selector) => TryAsync(
            usage, name, () => client.QueryAsync($"sum by ({by}) (increase({selector}{range}))", to, cancellationToken));

        var held = await AskAsync(_names.Throttled, throttled).ConfigureAwait(false);
        var all = held is null or { Series.Count: 0 } ? null : await AskAsync(_names.Periods, periods).ConfigureAwait(false);
        return all is null ? ([], []) : (all.Series, held!.Series);
    }

    /// <summary>The pod and container of a series.</summary>
    internal (string Pod, string Container) PlaceOf(Series series) => (series[_names.Pod], series[_names.Container]);

    private static ContainerUsage? Of(NamespaceUsage usage, Dictionary<string, WorkloadKey> pods, (string Pod, string Container) place) =>
        pods.TryGetValue(place.Pod, out var owner) && usage.Workloads.TryGetValue(owner, out var containers)
            ? containers.GetValueOrDefault(place.Container)
            : null;

    // Metrics of an application may lack the container, which is plain where there is only one.
    private static ContainerUsage? OfApplication(NamespaceUsage usage, Dictionary<string, WorkloadKey> pods, string pod, string container) =>
        Of(usage, pods, (pod, container))
        ?? (container.Length == 0 && pods.TryGetValue(pod, out var owner) && usage.Workloads.TryGetValue(owner, out var all) && all.Count == 1
            ? all.Values.First()
            : null);
}

/// <summary>A part of the history.</summary>
/// <param name="End">Its end, in seconds since 1970.</param>
/// <param name="Cpu">Raw samples of the CPU counters.</param>
/// <param name="Memory">The highest working sets, five minutes each.</param>
/// <param name="Periods">How many periods of the CPU limit there were, by pod and container.</param>
/// <param name="Throttled">In how many of them it held the container.</param>
internal sealed record UsageWindow(
    double End, IReadOnlyList<Series> Cpu, IReadOnlyList<Series> Memory, IReadOnlyList<Series> Periods, IReadOnlyList<Series> Throttled);
