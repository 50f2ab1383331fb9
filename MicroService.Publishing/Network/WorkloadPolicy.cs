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
        var rules = Peers("from", application.CallersOf(workload.Name).Select(caller => (caller, application.PortsOf(caller, workload))), application);

        if (Distinct(workload.Ports.Where(port => port.IsExternal)) is { Count: > 0 } external)
        {
            var controllers = new[] { application.Options.IngressNamespace, ExternalRoute.GatewayNamespaceOf(workload.Settings) }.OfType<string>().Distinct(StringComparer.Ordinal);
            rules.Add(PolicyPeer.Rule("from", controllers.Select(PolicyPeer.Namespace), external));
        }

        rules.AddRange(workload.Settings.Ingress!.Select(text => EgressTarget.Parse(text)).OfType<EgressTarget>().Where(caller => caller.Peer is not null)
            .Select(caller => PolicyPeer.Rule("from", [caller.Peer!], [("TCP", caller.Port)])));
        if (application.Options.Admission is var admission && admission.IsOf(workload.Resource))
        {
            // API servers are no pods, so that only addresses tell them.
            var callers = admission.Callers.Count > 0 ? admission.Callers : ["0.0.0.0/0", "::/0"];
            rules.Add(PolicyPeer.Rule("from", callers.Select(PolicyPeer.Block), [("TCP", admission.Port)]));
        }

        if (workload.MetricsPort is { } metrics)
        {
            rules.Add(PolicyPeer.Rule("from", [PolicyPeer.Namespace(application.Options.MonitoringNamespace)], [(metrics.Protocol, metrics.Number)]));
        }

        return rules;
    }

    private static List<MappingNode> Egress(WorkloadManifest manifest, ApplicationManifests application, OutsideEgress outside)
    {
        var workload = manifest.Workload;
        var rules = Peers("to", application.CalledBy(workload).Select(target => (target, application.PortsOf(workload, target))), application);
        rules.AddRange(outside.Rules);
        return rules.Count == 0 && !outside.NeedsDns ? rules : [PolicyPeer.DnsRule(), .. rules];
    }

    // Peers with the same ports share a rule. Policies see the pod's port, not the Service's.
    private static List<MappingNode> Peers(string direction, IEnumerable<(ClusterWorkload Peer, IEnumerable<ClusterPort> Ports)> calls, ApplicationManifests application) =>
    [
        .. from call in calls
           let peer = application.Manifests.GetValueOrDefault(call.Peer.Name)
           let ports = Distinct(call.Ports)
           where peer is not null && ports.Count > 0
           group (peer.PodLabels, ports) by string.Join(',', ports) into alike
           select PolicyPeer.Rule(direction, PolicyPeer.Pods([.. alike.Select(pair => pair.PodLabels)]), alike.First().ports),
    ];

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
