using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A route of the Gateway API sends requests to Services and ports that exist.</summary>
public sealed class RouteBackendRule() : ObjectRule(GatewayRoute.Kinds)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "route-backend",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Backends of Gateway API routes exist",
        Why = "A route whose Service or port does not exist, or lies in a namespace that does not grant it, is not resolved (ResolvedRefs is False): its share of the requests is answered with 500, or the connection is refused.",
        Reference = new Uri("https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional"),
        Checklist = "sane defaults",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group == GatewayRoute.Group && GatewayRoute.Backends(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var backend in GatewayRoute.Backends(candidate))
        {
            var (ns, name) = (GatewayRoute.NamespaceOf(backend, candidate), backend.Text("name")!);
            if (Services(ns, context.Graph).FirstOrDefault(service => service.Name == name) is not { } found)
            {
                // Others may look after another namespace, an operator may make Services of its own, and one without namespace may be meant.
                if (ns == candidate.Namespace && !context.Graph.MayHaveOperatorPods(ns)
                    && context.Graph.Find("Service", "default", name) is not { Group: "", WrittenNamespace: null }
                    && context.Graph.Find("Service", ns, name) is not { Group: "" })
                {
                    yield return Report(candidate, backend, $"The Service {name} is not given in the namespace {ns}.");
                }
            }
            else if (backend.Text("port") is { } port && found.Spec?.Text("type") != "ExternalName"
                && !(found.Spec?.Mappings("ports") ?? []).Any(listed => listed.Text("port") == port))
            {
                yield return Report(candidate, (Node?)backend.Scalar("port") ?? backend, $"The Service {name} has no port {port}.");
            }
            else if (ns != candidate.Namespace && !IsGranted(candidate, ns, name, context.Graph))
            {
                yield return Report(
                    candidate, backend,
                    $"No ReferenceGrant is given in the namespace {ns} that lets the {candidate.Kind}s of {candidate.Namespace} send requests to the Service {name}.");
            }
        }
    }

    private static IEnumerable<KubernetesObject> Services(string ns, ObjectGraph graph) =>
        graph.OfKind("Service", ns).Where(service => service.Group.Length == 0);

    private static bool IsGranted(KubernetesObject route, string ns, string service, ObjectGraph graph) =>
        graph.OfKind("ReferenceGrant", ns).Any(grant =>
            (grant.Spec?.Mappings("from") ?? []).Any(from =>
                from.Text("group") == GatewayRoute.Group && from.Text("kind") == route.Kind && from.Text("namespace") == route.Namespace)
            && (grant.Spec?.Mappings("to") ?? []).Any(to =>
                (to.Text("group") ?? "") == "" && to.Text("kind") == "Service" && (to.Text("name") is not { Length: > 0 } name || name == service)));
}
