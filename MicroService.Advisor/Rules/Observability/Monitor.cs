using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>An object of a Prometheus operator that says what to scrape.</summary>
/// <param name="AnyNamespace">Whether it looks into all namespaces.</param>
/// <param name="Namespaces">The namespaces that it looks into otherwise; its own if none is named.</param>
/// <param name="Selector">The labels of what it selects.</param>
/// <param name="Ports">The names or numbers of the endpoints' ports; empty for one whose port isn't named.</param>
internal sealed record Monitor(bool AnyNamespace, IReadOnlyList<string> Namespaces, LabelSelector Selector, IReadOnlyList<string> Ports)
{
    private static readonly string[] EndpointKeys = ["endpoints", "podMetricsEndpoints"];

    public static Monitor Of(KubernetesObject monitor)
    {
        var namespaces = monitor.Spec?.Mapping("namespaceSelector");
        var named = namespaces?.Sequence("matchNames")?.Items.OfType<ScalarNode>().Select(name => name.Value).ToList() ?? [];
        return new Monitor(
            namespaces?.Boolean("any") is true || monitor.Kind.StartsWith("Cluster", StringComparison.Ordinal),
            named.Count == 0 ? [monitor.Namespace] : named,
            LabelSelector.Of(monitor.Spec?.Mapping("selector")),
            [.. EndpointsOf(monitor).Select(endpoint => endpoint.Text("port") ?? endpoint.Text("targetPort") ?? "")]);
    }

    /// <summary>The endpoints of a monitor.</summary>
    public static IEnumerable<MappingNode> EndpointsOf(KubernetesObject monitor) => EndpointKeys.SelectMany(key => monitor.Spec?.Mappings(key) ?? []);

    public bool Covers(string ns, MappingNode? labels) => (AnyNamespace || Namespaces.Contains(ns)) && Selector.Matches(labels);
}
