using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Routes;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Network;

/// <summary>
/// The NetworkPolicy of a workload. Ingress: its callers, the ingress controller on external ports, and Prometheus on the
/// metrics port. Egress: what it refers to, and DNS. Probes need no rule, because a pod's own node may always connect.
/// </summary>
internal static class WorkloadPolicy
{
    public static void Apply(WorkloadManifest manifest, ApplicationManifests application)
    {
        var ingress = Ingress(manifest, application);
        var outside = new OutsideEgress(manifest.Workload, application.Options);
        var egress = Egress(manifest, application, outside);
        NamedEgress.Apply(manifest, outside);
        var spec = MappingNode.Of(
            ("podSelector", MappingNode.Of(("matchLabels", manifest.PodLabels))),
            ("policyTypes", SequenceNode.Of("Ingress", "Egress")));
        Set(spec, "ingress", ingress);
        Set(spec, "egress", egress);
        manifest.Add(MappingNode.Of(
            ("apiVersion", "networking.k8s.io/v1"), ("kind", "NetworkPolicy"), ("metadata", manifest.MetadataOf(manifest.Workload.Name)), ("spec", spec)));
    }

    /// <summary>The policy that denies traffic for every pod without another policy.</summary>
    public static MappingNode DefaultDeny(MappingNode metadata) => MappingNode.Of(
        ("apiVersion", "networking.k8s.io/v1"),
        ("kind", "NetworkPolicy"),
        ("metadata", metadata),
        ("spec", MappingNode.Of(("podSelector", new MappingNode()), ("policyTypes", SequenceNode.Of("Ingress", "Egress")))));

    private static List<MappingNode> Ingress(WorkloadManifest manifest, ApplicationManifests application)
    {
        var workload = manifest.Workload;
        var rules = new List<MappingNode>();
        foreach (var caller in application.CallersOf(workload.Name))
        {
            if (application.Manifests.TryGetValue(caller.Name, out var peer) && Called(caller, workload) is { Count: > 0 } ports)
            {
                rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Pods(peer.PodLabels)], ports));
            }
        }

        if (Distinct(workload.Ports.Where(port => port.IsExternal)) is { Count: > 0 } external)
        {
            var controllers = new[] { application.Options.IngressNamespace, ExternalRoute.GatewayNamespaceOf(workload.Settings) }.OfType<string>().Distinct(StringComparer.Ordinal);
            rules.Add(PolicyPeer.Rule("from", controllers.Select(PolicyPeer.Namespace), external));
        }

        rules.AddRange(workload.Settings.Ingress!.Select(text => EgressTarget.Parse(text)).OfType<EgressTarget>().Where(caller => caller.Peer is not null)
            .Select(caller => PolicyPeer.Rule("from", [caller.Peer!], [("TCP", caller.Port)])));
        if (workload.MetricsPort is { } metrics)
        {
            rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Namespace(application.Options.MonitoringNamespace)], [(metrics.Protocol, metrics.Number)]));
        }

        return rules;
    }

    private static List<MappingNode> Egress(WorkloadManifest manifest, ApplicationManifests application, OutsideEgress outside)
    {
        var workload = manifest.Workload;
        var rules = new List<MappingNode>();
        foreach (var target in application.CalledBy(workload))
        {
            if (application.Manifests.TryGetValue(target.Name, out var peer) && Called(workload, target) is { Count: > 0 } ports)
            {
                rules.Add(PolicyPeer.Rule("to", [PolicyPeer.Pods(peer.PodLabels)], ports));
            }
        }

        rules.AddRange(outside.Rules);
        return rules.Count == 0 && !outside.NeedsDns ? rules : [PolicyPeer.DnsRule(), .. rules];
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
