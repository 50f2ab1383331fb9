using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>An Ingress sends requests to Services and ports that exist.</summary>
public sealed class IngressBackendRule() : ObjectRule("Ingress")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "ingress-backend",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Ingress backends exist",
        Why = "A path whose Service or port does not exist answers every request with 503 or 404, and some controllers then refuse the whole Ingress.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["dangling-ingress"],
            KubeScore = ["ingress-targets-service"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => IngressBackend.Of(candidate).Any(IsService);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var backend in IngressBackend.Of(candidate).Where(IsService))
        {
            if (context.Graph.Find("Service", candidate.Namespace, backend.Service) is not { Group: "" } service)
            {
                if (context.Graph.MayBeOperatorService(backend.Service, candidate.Namespace))
                {
                    continue;
                }

                yield return Report(candidate, backend.Node, $"The Service {backend.Service} is not given in the namespace {candidate.Namespace}.");
            }
            else if (backend.Port is not { } port)
            {
                // In v1 the API server refuses it, which a rule of its own reports.
                if (candidate.ApiVersion != "networking.k8s.io/v1")
                {
                    yield return Report(candidate, backend.Node, $"No port of the Service {backend.Service} is named.");
                }
            }
            else if (!(service.Spec?.Mappings("ports") ?? []).Any(listed => listed.Text("port") == port || listed.Text("name") == port)
                && service.Spec?.Text("type") != "ExternalName")
            {
                yield return Report(candidate, backend.Node, $"The Service {backend.Service} has no port {port}.");
            }
        }
    }

    // The AWS controller's way to name an action instead of a Service.
    private static bool IsService(IngressBackend backend) => backend.Port != "use-annotation";
}
