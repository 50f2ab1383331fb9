using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A route of the Gateway API is attached to a Gateway and listener that take it.</summary>
public sealed class RouteParentRule() : ObjectRule(GatewayRoute.Kinds)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "route-parent",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Gateway API routes are attached to Gateways that take them",
        Why = "A route whose Gateway or listener does not exist, or does not take routes of its namespace (by default only those of the Gateway's own), is not accepted: no request ever reaches it.",
        Reference = new Uri("https://gateway-api.sigs.k8s.io/guides/multiple-ns/"),
        Checklist = "sane defaults",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group == GatewayRoute.Group && GatewayRoute.Parents(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return from parent in GatewayRoute.Parents(candidate)
               let found = Check(parent, candidate, context.Graph)
               where found.Message is not null
               select Report(candidate, found.Node, found.Message!);
    }

    private static (Node Node, string? Message) Check(MappingNode parent, KubernetesObject route, ObjectGraph graph)
    {
        var (ns, name) = (GatewayRoute.NamespaceOf(parent, route), parent.Text("name")!);
        var given = GatewayRoute.Gateways(ns, graph).ToList();
        if (given.Find(gateway => gateway.Name == name) is not { } found)
        {
            return (parent, Missing(name, ns, given, parent.Has("namespace") || route.WrittenNamespace is not null, graph));
        }

        var listeners = found.Spec?.Mappings("listeners").ToList() ?? [];
        if (listeners.Count == 0)
        {
            return (parent, null);
        }

        if (parent.Text("sectionName") is { Length: > 0 } section)
        {
            listeners = listeners.FindAll(listener => listener.Text("name") == section);
            if (listeners.Count == 0)
            {
                return (parent["sectionName"]!, $"The Gateway {name} has no listener {section}.");
            }
        }

        if (parent.Integer("port") is { } port)
        {
            listeners = listeners.FindAll(listener => listener.Integer("port") == port);
            if (listeners.Count == 0)
            {
                return (parent["port"]!, $"The Gateway {name} has no listener {(parent.Text("sectionName") is { } of ? $"{of} " : "")}at port {port.ToString(CultureInfo.InvariantCulture)}.");
            }
        }

        return (parent, listeners.Exists(listener => Takes(listener, found, route, graph)) ? null
            : $"The Gateway {name} takes no routes of the namespace {route.Namespace}: set allowedRoutes.namespaces of its listener.");
    }

    // Gateways often belong to somebody else. One of the same name elsewhere, or of almost the same here, tell that this one is meant to be
    // given. What has no namespace written may be applied to any.
    private static string? Missing(string name, string ns, List<KubernetesObject> given, bool isWritten, ObjectGraph graph)
    {
        var named = graph.Named("Gateway", name).Where(gateway => gateway.Group == GatewayRoute.Group).ToList();
        if (named is [var elsewhere, ..])
        {
            return isWritten && named.TrueForAll(gateway => gateway.WrittenNamespace is not null)
                ? $"The Gateway {name} is not given in the namespace {ns}, but in {elsewhere.Namespace}. Write namespace: {elsewhere.Namespace}."
                : null;
        }

        return NameDistance.Nearest(name, given.Select(gateway => gateway.Name)) is ( <= NameDistance.Near, [var near, ..])
            ? $"The Gateway {name} is not given in the namespace {ns}, but {near} is."
            : null;
    }

    private static bool Takes(MappingNode listener, KubernetesObject gateway, KubernetesObject route, ObjectGraph graph)
    {
        var namespaces = listener.Mapping("allowedRoutes")?.Mapping("namespaces");
        return namespaces?.Text("from") switch
        {
            null or "Same" => gateway.Namespace == route.Namespace || gateway.WrittenNamespace is null || route.WrittenNamespace is null,
            "None" => false,
            "Selector" => route.WrittenNamespace is null || NamespaceLabels.CouldMatch(LabelSelector.Of(namespaces.Mapping("selector")), route.Namespace, graph),
            _ => true,
        };
    }
}
