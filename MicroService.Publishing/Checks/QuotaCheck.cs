using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Checks;

/// <summary>The namespace's quota fits all workloads at full scale, including the pods that a rollout adds.</summary>
internal static class QuotaCheck
{
    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph) =>
        from quota in graph.OfKind("ResourceQuota")
        from hard in quota.Spec?.Mapping("hard")?.Entries ?? []
        let allowed = Quantity.Of(hard.Value)
        let needed = Needed(hard.Key.Value, graph, quota.Namespace)
        where needed is not null && (allowed is null || allowed.Value.Value < needed)
        select new CheckProblem(
            quota.ToString(),
            hard.Value.PointerFrom(quota.Root),
            $"{hard.Key.Value} is {(hard.Value as ScalarNode)?.Value}, but the workloads at full scale need {Text(hard.Key.Value, new Quantity(needed.Value))}.");

    private static string Text(string resource, Quantity amount) => resource.EndsWith("cpu", StringComparison.Ordinal) ? amount.ToCpuText() : amount.ToMemoryText();

    // Null for resources that are not checked.
    private static decimal? Needed(string resource, ObjectGraph graph, string ns)
    {
        var workloads = graph.WorkloadsIn(ns);
        return resource switch
        {
            "pods" or "count/pods" => workloads.Sum(workload => PodsAtMost(workload, graph)),
            "persistentvolumeclaims" => Claims(workloads, graph).Sum(claim => claim.Pods) + graph.OfKind("PersistentVolumeClaim", ns).Count(),
            "requests.storage" => Claims(workloads, graph).Sum(claim => claim.Pods * claim.Size) + graph.OfKind("PersistentVolumeClaim", ns).Sum(SizeOf),
            "services" or "count/services" => graph.OfKind("Service", ns).Count(),
            "configmaps" or "count/configmaps" => graph.OfKind("ConfigMap", ns).Count(),
            "cpu" => Sum(workloads, graph, container => container.Request("cpu")),
            "memory" => Sum(workloads, graph, container => container.Request("memory")),
            _ when resource.StartsWith("requests.", StringComparison.Ordinal) => Sum(workloads, graph, container => container.Request(resource["requests.".Length..])),
            _ when resource.StartsWith("limits.", StringComparison.Ordinal) => Sum(workloads, graph, container => container.Limit(resource["limits.".Length..])),
            _ => null,
        };
    }

    private static decimal Sum(IEnumerable<Workload> workloads, ObjectGraph graph, Func<Container, Quantity?> amount) =>
        workloads.Sum(workload => PodsAtMost(workload, graph) * PodNeeds(workload, amount));

    // Init containers run one by one before the others: the pod counts for the larger of both (KEP-753 for sidecars).
    private static decimal PodNeeds(Workload workload, Func<Container, Quantity?> amount)
    {
        var running = workload.Containers.Where(container => container.IsLongRunning).Sum(container => amount(container)?.Value ?? 0);
        var starting = workload.Containers.Where(container => !container.IsLongRunning).Select(container => amount(container)?.Value ?? 0).DefaultIfEmpty().Max();
        return Math.Max(running, starting);
    }

    private static decimal PodsAtMost(Workload workload, ObjectGraph graph)
    {
        if (workload.IsBatch)
        {
            return workload.JobSpec?.Integer("parallelism") ?? 1;
        }

        var scaled = graph.AutoscalersOf(workload).Select(autoscaler => autoscaler.Spec?.Integer("maxReplicas")).Max();
        var replicas = scaled ?? workload.Replicas ?? 1;
        return workload.Kind == "Deployment" ? replicas + Surge(workload, replicas) : replicas;
    }

    private static decimal Surge(Workload workload, decimal replicas)
    {
        var strategy = workload.Spec.Mapping("strategy");
        if (strategy?.Text("type") == "Recreate")
        {
            return 0;
        }

        var written = strategy?.Mapping("rollingUpdate")?.Text("maxSurge") ?? "25%";
        return written.EndsWith('%') && Quantity.TryParse(written[..^1], out var percent) ? Math.Ceiling(replicas * percent.Value / 100)
            : Quantity.TryParse(written, out var pods) ? pods.Value : 0;
    }

    private static IEnumerable<(decimal Pods, decimal Size)> Claims(IEnumerable<Workload> workloads, ObjectGraph graph) =>
        from workload in workloads
        where workload.Kind == "StatefulSet"
        from claim in workload.Spec.Mappings("volumeClaimTemplates")
        select (PodsAtMost(workload, graph), Quantity.Of(claim.At("spec", "resources", "requests", "storage"))?.Value ?? 0);

    private static decimal SizeOf(KubernetesObject claim) => Quantity.Of(claim.Root.At("spec", "resources", "requests", "storage"))?.Value ?? 0;
}
