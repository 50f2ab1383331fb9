using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Pods that call the API server may connect to the port that it listens on, not only to that of its Service.</summary>
public sealed class ApiEgressRule : WorkloadRule
{
    private const int ServicePort = 443;
    private const int OwnPort = 6443;

    // Of kubeadm, k3s, kind and OpenShift, of minikube, of MicroK8s.
    private static readonly int[] OwnPorts = [OwnPort, 8443, 16443];

    // By which accounts get an identity of the cloud: EKS, GKE and AKS have the API server at 443.
    private static readonly string[] CloudIdentities = ["eks.amazonaws.com/", "iam.gke.io/", "azure.workload.identity/"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-api-egress",
        Category = RuleCategory.Network,
        Severity = Severity.Advice,
        Title = "Restricted egress lets API clients reach the port of the API server",
        Why = "Most network plug-ins ask policies after the address of a Service was translated to that of its endpoint. The Service kubernetes is at port 443, but the API server of kubeadm, k3s, kind and OpenShift listens on 6443, so a policy that lets out 443 alone cuts off its clients there. EKS, GKE and AKS have it on 443: where accounts have an identity of such a cloud, nothing is found.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#what-you-can-t-do-with-network-policies-at-least-not-yet"),
        Checklist = "network policies",
        FixSummary = "Adds port 6443 to the rule that lets out port 443 to any address.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        PodPolicies.CanSelect(workload)
        && !PodPolicies.HasOtherPolicies(context.Graph, workload.Object.Namespace)
        && ApiClients.Of(context.Graph).Has(workload)
        && (workload.PodSpec.Boolean("automountServiceAccountToken")
            ?? context.Graph.FindFor(workload, "ServiceAccount", workload.ServiceAccountName)?.Root.Boolean("automountServiceAccountToken")) != false
        && !context.Graph.OfKind("ServiceAccount").Any(HasCloudIdentity)
        && Rules(workload, context.Graph).Any(pair => Allows(pair.Rule, ServicePort));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var rules = Rules(workload, context.Graph).ToList();
        if (rules.Exists(pair => OwnPorts.Any(port => Allows(pair.Rule, port))))
        {
            yield break;
        }

        var (policy, rule) = rules.Find(pair => Allows(pair.Rule, ServicePort));
        yield return Report(
            workload, workload.Object.Anchor,
            $"A role is bound to the pods' account, and the NetworkPolicy {policy.Name} lets them out to port {ServicePort} but not to {OwnPort}, "
                + "on which the API server of many clusters listens.",
            rule.Has("to") ? null
                : Fix.Review($"let NetworkPolicy {policy.Name} allow port {OwnPort}").Append(rule, ["ports"], PodPolicies.PortRule("TCP", OwnPort)));
    }

    private static IEnumerable<(KubernetesObject Policy, MappingNode Rule)> Rules(Workload workload, ObjectGraph graph) =>
        from policy in PodPolicies.Of(workload, graph, PodPolicies.Egress)
        from rule in policy.Spec?.Mappings("egress") ?? []
        where LeadsToApiServer(rule)
        select (policy, rule);

    // The API server is no pod that a selector finds, and a public range is as a rule that of somebody else.
    private static bool LeadsToApiServer(MappingNode rule) =>
        rule.Sequence("to") is not { Items.Count: > 0 }
        || rule.Mappings("to").Any(peer => peer.Mapping("ipBlock")?.Text("cidr") is { } text
            && NetworkAddress.ParseRange(text) is { } range && (range.PrefixLength == 0 || range.IsPrivate));

    private static bool HasCloudIdentity(KubernetesObject account) =>
        new[] { account.Metadata?.Mapping("annotations"), account.Metadata?.Mapping("labels") }
            .SelectMany(map => map?.Entries ?? [])
            .Any(entry => CloudIdentities.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)));

    private static bool Allows(MappingNode rule, int wanted) =>
        rule.Sequence("ports") is not { Items.Count: > 0 }
        || rule.Mappings("ports").Any(port => (port.Text("protocol") ?? "TCP") == "TCP"
            && (!port.Has("port") || port.Integer("port") == wanted || (port.Integer("port") < wanted && port.Integer("endPort") >= wanted)));
}
