using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A Service opens no more than it has to outside the cluster.</summary>
public sealed class ServiceExposureRule() : ObjectRule("Service")
{
    private static readonly string[] InternalAnnotations =
    [
        "networking.gke.io/load-balancer-type", "cloud.google.com/load-balancer-type", "service.beta.kubernetes.io/azure-load-balancer-internal",
        "service.beta.kubernetes.io/aws-load-balancer-internal", "service.beta.kubernetes.io/aws-load-balancer-scheme",
        "service.beta.kubernetes.io/openstack-internal-load-balancer", "service.beta.kubernetes.io/oci-load-balancer-internal",
    ];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-exposure",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "Services are not open to the outside unguarded",
        Why = "Node ports and load balancers without source ranges go around the Ingress with its TLS, authentication and logs, and external IPs let a Service take over traffic of others (CVE-2020-8554).",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"),
        Checklist = "network policies",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["exposed-services"],
            KubeScore = ["service-type"],
        },
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group.Length == 0 && candidate.Spec is { } spec && spec.Text("type") != "ExternalName";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var spec = candidate.Spec!;
        if (spec.Sequence("externalIPs") is { Items.Count: > 0 } addresses)
        {
            yield return Report(candidate, addresses, "The Service claims external IPs, which anyone who may write Services can use to take over traffic.");
        }

        if (spec.Scalar("type") is { Value: "NodePort" } nodePort)
        {
            yield return Report(candidate, nodePort, "The type NodePort opens a port on every node of the cluster; use ClusterIP behind an Ingress or Gateway.");
        }

        if (spec.Scalar("type") is { Value: "LoadBalancer" } balancer
            && spec.Sequence("loadBalancerSourceRanges") is not { Items.Count: > 0 }
            && !InternalAnnotations.Any(annotation => candidate.Annotations?.Text(annotation) is { } value && value is not ("false" or "internet-facing" or "External")))
        {
            yield return Report(candidate, balancer, "The load balancer takes connections from everywhere; name loadBalancerSourceRanges, make it internal, or put an Ingress or Gateway in front.");
        }
    }
}
