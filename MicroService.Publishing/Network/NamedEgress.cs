using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Network;

/// <summary>The CiliumNetworkPolicy that allows hosts by their names (Cilium documentation, DNS based policies).</summary>
internal static class NamedEgress
{
    public static void Apply(WorkloadManifest manifest, OutsideEgress outside)
    {
        if (outside.Named.Count == 0)
        {
            return;
        }

        // Cilium learns the addresses of a name from the answers that pass its own rule for DNS.
        var dns = MappingNode.Of(
            ("toEndpoints", SequenceNode.Of(MappingNode.Of(("matchLabels", MappingNode.Of(("k8s:io.kubernetes.pod.namespace", "kube-system"), ("k8s-app", "kube-dns")))))),
            ("toPorts", SequenceNode.Of(MappingNode.Of(
                ("ports", SequenceNode.Of(MappingNode.Of(("port", Text(53)), ("protocol", "ANY")))),
                ("rules", MappingNode.Of(("dns", SequenceNode.Of(MappingNode.Of(("matchPattern", "*"))))))))));
        var hosts = outside.Named.GroupBy(host => host.Port).Select(group => MappingNode.Of(
            ("toFQDNs", SequenceNode.Of([.. group.Select(host => MappingNode.Of(("matchName", host.Host)))])),
            ("toPorts", SequenceNode.Of(MappingNode.Of(("ports", SequenceNode.Of(MappingNode.Of(("port", Text(group.Key.Number)), ("protocol", group.Key.Protocol)))))))));
        manifest.Add(MappingNode.Of(
            ("apiVersion", "cilium.io/v2"),
            ("kind", "CiliumNetworkPolicy"),
            ("metadata", manifest.MetadataOf($"{manifest.Workload.Name}-hosts")),
            ("spec", MappingNode.Of(
                ("endpointSelector", MappingNode.Of(("matchLabels", manifest.PodLabels))),
                ("egress", SequenceNode.Of([dns, .. hosts]))))));
    }

    private static ScalarNode Text(int port) => new(port.ToString(CultureInfo.InvariantCulture), ScalarKind.String);
}
