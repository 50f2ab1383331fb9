using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>What routes of the Gateway API refer to (gateway.networking.k8s.io).</summary>
internal static class GatewayRoute
{
    public const string Group = "gateway.networking.k8s.io";

    /// <summary>The kinds of routes.</summary>
    public static string[] Kinds { get; } = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];

    /// <summary>The Services that a route sends or mirrors requests to.</summary>
    public static IEnumerable<MappingNode> Backends(KubernetesObject route) =>
        (route.Spec?.Mappings("rules") ?? [])
            .SelectMany(rule => rule.Mappings("backendRefs").Concat(Mirrors(rule)).Concat(rule.Mappings("backendRefs").SelectMany(Mirrors)))
            .Where(reference => IsKind(reference, "", "Service"));

    /// <summary>The Gateways that a route is attached to.</summary>
    public static IEnumerable<MappingNode> Parents(KubernetesObject route) =>
        (route.Spec?.Mappings("parentRefs") ?? []).Where(reference => IsKind(reference, Group, "Gateway"));

    /// <summary>The namespace that a reference means.</summary>
    public static string NamespaceOf(MappingNode reference, KubernetesObject route) =>
        reference.Text("namespace") is { Length: > 0 } written ? written : route.Namespace;

    /// <summary>The Gateways of a namespace; Istio has a kind of the same name.</summary>
    public static IEnumerable<KubernetesObject> Gateways(string ns, ObjectGraph graph) =>
        graph.OfKind("Gateway", ns).Where(gateway => gateway.Group == Group);

    private static IEnumerable<MappingNode> Mirrors(MappingNode holder) =>
        holder.Mappings("filters").Select(filter => filter.Mapping("requestMirror")?.Mapping("backendRef")).OfType<MappingNode>();

    private static bool IsKind(MappingNode reference, string group, string kind) =>
        (reference.Text("group") ?? group) == group && (reference.Text("kind") ?? kind) == kind && reference.Text("name") is { Length: > 0 };
}
