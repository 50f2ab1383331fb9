using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Hardening.Pods;

namespace MicroService.Publishing.Network;

/// <summary>
/// The NetworkPolicy of a workload: in comes who refers to it, the ingress controller on external ports and the scraper on the
/// metrics port; out goes what it refers to, with DNS if there is anything to resolve. Probes need no rule: a pod's own node may always connect.
/// </summary>
internal static class WorkloadPolicy
{
    public static void Apply(WorkloadManifest manifest, HardeningContext context)
    {
        var ingress = Ingress(manifest, context);
        var egress = Egress(manifest, context);
        var spec = MappingNode.Of(
            ("podSelector", MappingNode.Of(("matchLabels", manifest.PodLabels))),
            ("policyTypes", SequenceNode.Of("Ingress", "Egress")));
        Set(spec, "ingress", ingress);
        Set(spec, "egress", egress);
        manifest.Add(MappingNode.Of(
            ("apiVersion", "networking.k8s.io/v1"), ("kind", "NetworkPolicy"), ("metadata", manifest.MetadataOf(manifest.Workload.Name)), ("spec", spec)));
    }

    /// <summary>The policy that closes a namespace for every pod that has no other.</summary>
    public static MappingNode DefaultDeny(MappingNode metadata) => MappingNode.Of(
        ("apiVersion", "networking.k8s.io/v1"),
        ("kind", "NetworkPolicy"),
        ("metadata", metadata),
        ("spec", MappingNode.Of(("podSelector", new MappingNode()), ("policyTypes", SequenceNode.Of("Ingress", "Egress")))));

    private static List<MappingNode> Ingress(WorkloadManifest manifest, HardeningContext context)
    {
        var workload = manifest.Workload;
        var rules = new List<MappingNode>();
        foreach (var caller in context.Model.Workloads)
        {
            if (context.Manifests.TryGetValue(caller.Name, out var peer) && Called(caller, workload) is { Count: > 0 } ports)
            {
                rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Pods(peer.PodLabels)], ports));
            }
        }

        if (Distinct(workload.Ports.Where(port => port.IsExternal)) is { Count: > 0 } external)
        {
            rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Namespace(context.Options.IngressNamespace)], external));
        }

        if (PodAnnotations.MetricsPort(workload) is { } metrics)
        {
            rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Namespace(context.Options.MonitoringNamespace)], [(metrics.Protocol, metrics.Number)]));
        }

        return rules;
    }

    private static List<MappingNode> Egress(WorkloadManifest manifest, HardeningContext context)
    {
        var workload = manifest.Workload;
        var rules = new List<MappingNode>();
        foreach (var target in context.Model.Workloads)
        {
            if (context.Manifests.TryGetValue(target.Name, out var peer) && Called(workload, target) is { Count: > 0 } ports)
            {
                rules.Add(PolicyPeer.Rule("to", [PolicyPeer.Pods(peer.PodLabels)], ports));
            }
        }

        rules.AddRange(workload.Settings.Egress!.Select(EgressTarget.Parse).OfType<EgressTarget>()
            .Select(target => PolicyPeer.Rule("to", [target.Peer], [("TCP", target.Port)])));
        return rules.Count == 0 ? rules : [PolicyPeer.DnsRule(), .. rules];
    }

    // Policies see the pod's port, not the Service's.
    private static List<(string Protocol, int Port)> Called(ClusterWorkload caller, ClusterWorkload target)
    {
        var names = caller.Calls.Where(call => call.Workload == target.Name).Select(call => call.Port).ToHashSet(StringComparer.Ordinal);
        return Distinct(target.Ports.Where(port => names.Contains(port.Name)));
    }

    private static List<(string Protocol, int Port)> Distinct(IEnumerable<ClusterPort> ports) =>
        [.. ports.Select(port => (port.Protocol, port.Number)).Distinct().OrderBy(port => port.Number).ThenBy(port => port.Protocol, StringComparer.Ordinal)];

    private static void Set(MappingNode spec, string key, List<MappingNode> rules)
    {
        if (rules.Count > 0)
        {
            spec.Set(key, SequenceNode.Of([.. rules]));
        }
    }
}
