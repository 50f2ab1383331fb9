using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>What the roles that are bound to a workload's account let its pods do, as far as they are given.</summary>
internal static class PodRights
{
    private static readonly string[] Found = ["pods", "endpoints", "endpointslices", "services", "nodes", "ingresses", "*"];

    private static readonly string[] Made =
        ["pods", "deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs", "replicationcontrollers", "*"];

    private static readonly string[] Reading = ["list", "watch", "*"];

    private static readonly string[] Creating = ["create", "*"];

    // Many workloads share an account, and an account may have many bindings.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<(string? Namespace, string Account), Rights>> Known = [];

    /// <summary>True if the pods may look for pods, Services or nodes of the whole cluster: most likely to connect to them.</summary>
    public static bool FindsOthers(Workload workload, ObjectGraph graph) => Of(workload, graph).FindsOthers;

    /// <summary>True if the pods may make other pods in their namespace.</summary>
    public static bool MakesPods(Workload workload, ObjectGraph graph) => Of(workload, graph).MakesPods;

    private static Rights Of(Workload workload, ObjectGraph graph) => Known.GetOrCreateValue(graph).GetOrAdd(
        (workload.Object.WrittenNamespace, workload.ServiceAccountName),
        static (_, of) =>
        {
            var rules = RulesOf(of.workload, of.graph).ToList();
            return new Rights(
                rules.Exists(granted => granted.IsClusterWide && Grants(granted.Rule, Reading, Found)),
                rules.Exists(granted => Grants(granted.Rule, Creating, Made)));
        },
        (workload, graph));

    private static IEnumerable<(MappingNode Rule, bool IsClusterWide)> RulesOf(Workload workload, ObjectGraph graph) =>
        from binding in graph.BindingsOf(workload, workload.ServiceAccountName)
        let reference = binding.Root.Mapping("roleRef")
        where reference?.Text("name") is not null
        let isCluster = reference.Text("kind") == "ClusterRole"
        let name = reference.Text("name")!
        // It has no namespace, but charts write that of the release into it.
        let role = isCluster ? graph.Named("ClusterRole", name).FirstOrDefault() : graph.Find("Role", binding.Namespace, name)
        where role is not null
        from rule in role.Root.Mappings("rules")
        select (rule, binding.Kind == "ClusterRoleBinding");

    private static bool Grants(MappingNode rule, string[] verbs, string[] resources) =>
        rule.Sequence("resourceNames") is not { Items.Count: > 0 } && Has(rule, "verbs", verbs) && Has(rule, "resources", resources);

    private static bool Has(MappingNode rule, string field, string[] wanted) =>
        rule.Sequence(field)?.Items.OfType<ScalarNode>().Any(item => wanted.Contains(item.Value, StringComparer.Ordinal)) ?? false;

    private sealed record Rights(bool FindsOthers, bool MakesPods);
}
