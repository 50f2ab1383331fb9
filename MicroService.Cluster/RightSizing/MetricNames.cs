namespace MicroService.Cluster.RightSizing;

/// <summary>What metrics and labels are called; several names of a metric have a <c>|</c> in between. An empty metric is not asked for.</summary>
public sealed record MetricNames
{
    private static readonly (string Key, Func<MetricNames, string, MetricNames> Set)[] All =
    [
        ("cpu", static (names, name) => names with { Cpu = name }),
        ("memory", static (names, name) => names with { Memory = name }),
        ("periods", static (names, name) => names with { Periods = name }),
        ("throttled", static (names, name) => names with { Throttled = name }),
        ("limits", static (names, name) => names with { Limits = name }),
        ("restarts", static (names, name) => names with { Restarts = name }),
        ("terminated", static (names, name) => names with { Terminated = name }),
        ("pod-owner", static (names, name) => names with { PodOwner = name }),
        ("replicaset-owner", static (names, name) => names with { ReplicaSetOwner = name }),
        ("job-owner", static (names, name) => names with { JobOwner = name }),
        ("autoscaler", static (names, name) => names with { Autoscaler = name }),
        ("autoscaler-target", static (names, name) => names with { AutoscalerTarget = name }),
        ("dotnet-heap", static (names, name) => names with { DotnetHeap = name }),
        ("jvm-used", static (names, name) => names with { JvmUsed = name }),
        ("jvm-max", static (names, name) => names with { JvmMax = name }),
        ("go-limit", static (names, name) => names with { GoLimit = name }),
        ("namespace", static (names, name) => names with { Namespace = name }),
        ("pod", static (names, name) => names with { Pod = name }),
        ("container", static (names, name) => names with { Container = name }),
        ("state-namespace", static (names, name) => names with { StateNamespace = name }),
        ("state-pod", static (names, name) => names with { StatePod = name }),
        ("state-container", static (names, name) => names with { StateContainer = name }),
    ];

    private static readonly HashSet<string> Needed = new(
        ["cpu", "memory", "namespace", "pod", "container", "state-namespace", "state-pod", "state-container"], StringComparer.Ordinal);

    /// <summary>The keys of the names, for settings.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. All.Select(name => name.Key)];

    /// <summary>cAdvisor's CPU time, a counter in seconds.</summary>
    public string Cpu { get; init; } = "container_cpu_usage_seconds_total";

    /// <summary>cAdvisor's working set in bytes.</summary>
    public string Memory { get; init; } = "container_memory_working_set_bytes";

    /// <summary>cAdvisor's periods of the CPU limit, a counter.</summary>
    public string Periods { get; init; } = "container_cpu_cfs_periods_total";

    /// <summary>cAdvisor's periods in which the CPU limit held the container, a counter.</summary>
    public string Throttled { get; init; } = "container_cpu_cfs_throttled_periods_total";

    /// <summary>kube-state-metrics' limits, by <c>resource</c>.</summary>
    public string Limits { get; init; } = "kube_pod_container_resource_limits|kube_pod_init_container_resource_limits";

    /// <summary>kube-state-metrics' restarts, a counter.</summary>
    public string Restarts { get; init; } = "kube_pod_container_status_restarts_total|kube_pod_init_container_status_restarts_total";

    /// <summary>kube-state-metrics' last ends of containers, by <c>reason</c>.</summary>
    public string Terminated { get; init; } =
        "kube_pod_container_status_last_terminated_reason|kube_pod_init_container_status_last_terminated_reason";

    /// <summary>kube-state-metrics' owners of pods.</summary>
    public string PodOwner { get; init; } = "kube_pod_owner";

    /// <summary>kube-state-metrics' owners of ReplicaSets.</summary>
    public string ReplicaSetOwner { get; init; } = "kube_replicaset_owner";

    /// <summary>kube-state-metrics' owners of Jobs.</summary>
    public string JobOwner { get; init; } = "kube_job_owner";

    /// <summary>kube-state-metrics' autoscalers and what they scale.</summary>
    public string Autoscaler { get; init; } = "kube_horizontalpodautoscaler_info";

    /// <summary>kube-state-metrics' targets of autoscalers.</summary>
    public string AutoscalerTarget { get; init; } = "kube_horizontalpodautoscaler_spec_target_metric";

    /// <summary>.NET's heap after its last collection, by generation.</summary>
    public string DotnetHeap { get; init; } = "dotnet_gc_last_collection_heap_size_bytes";

    /// <summary>The JVM's used memory, by <c>area</c>.</summary>
    public string JvmUsed { get; init; } = "jvm_memory_used_bytes";

    /// <summary>The JVM's largest memory, by <c>area</c>, in Micrometer's words and in OpenTelemetry's.</summary>
    public string JvmMax { get; init; } = "jvm_memory_max_bytes|jvm_memory_limit_bytes";

    /// <summary>Go's memory limit, <c>GOMEMLIMIT</c>, in the words of Go's client and in OpenTelemetry's.</summary>
    public string GoLimit { get; init; } = "go_gc_gomemlimit_bytes|go_memory_limit_bytes";

    /// <summary>The label of namespaces.</summary>
    public string Namespace { get; init; } = "namespace";

    /// <summary>The label of pods.</summary>
    public string Pod { get; init; } = "pod";

    /// <summary>The label of containers.</summary>
    public string Container { get; init; } = "container";

    /// <summary>kube-state-metrics' label of namespaces; <c>exported_namespace</c> where it is scraped without <c>honor_labels</c>.</summary>
    public string StateNamespace { get; init; } = "namespace";

    /// <summary>kube-state-metrics' label of pods.</summary>
    public string StatePod { get; init; } = "pod";

    /// <summary>kube-state-metrics' label of containers.</summary>
    public string StateContainer { get; init; } = "container";

    /// <summary>
    /// The names with another one in the place of a key; null if there is no such key, if it is no name, or if it is empty and nothing can be
    /// told without it.
    /// </summary>
    public MetricNames? With(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isNamed = value.Length == 0 ? !Needed.Contains(key) : value.Split('|').All(static name => name is [not (>= '0' and <= '9'), ..]
            && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ':'));
        return isNamed && All.FirstOrDefault(name => name.Key == key) is { Set: { } set } ? set(this, value) : null;
    }
}
