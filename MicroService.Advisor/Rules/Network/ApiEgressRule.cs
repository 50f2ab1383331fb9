using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Pods that call the API server may connect to the port that it listens on, not only to that of its Service.</summary>
public sealed class ApiEgressRule : WorkloadRule
{
    private const int ServicePort = 443;
    private const int OwnPort = 6443;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-api-egress",
        Category = RuleCategory.Network,
        Severity = Severity.Advice,
        Title = "Restricted egress lets API clients reach the port of the API server",
        Why = "Most network plug-ins ask policies after the address of a Service was translated to that of its endpoint. The Service kubernetes is at port 443, but the API server of kubeadm, k3s, kind and OpenShift listens on 6443, so a policy that lets out 443 alone cuts off its clients there.",
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
        && PodPolicies.Of(workload, context.Graph, PodPolicies.Egress).Any(PodPolicies.LetsOut);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var policies = PodPolicies.Of(workload, context.Graph, PodPolicies.Egress);
        var rules = policies.SelectMany(policy => policy.Spec?.Mappings("egress") ?? [], (policy, rule) => (policy, rule))
            .Where(pair => LeavesTheCluster(pair.rule)).ToList();
        if (rules.Exists(pair => Allows(pair.rule, OwnPort)) || rules.Find(pair => Allows(pair.rule, ServicePort)) is not { rule: { } rule } found)
        {
            yield break;
        }

        yield return Report(
            workload, workload.Object.Anchor,
            $"A role is bound to the pods' account, and the NetworkPolicy {found.policy.Name} lets them out to port {ServicePort} but not to {OwnPort}, on which the API server of many clusters listens.",
            rule.Has("to") ? null
                : Fix.Review($"let NetworkPolicy {found.policy.Name} allow port {OwnPort}").Append(rule, ["ports"], PodPolicies.PortRule("TCP", OwnPort)));
    }

    // The API server is no pod that a selector finds.
    private static bool LeavesTheCluster(MappingNode rule) =>
        rule.Sequence("to") is not { Items.Count: > 0 } || rule.Mappings("to").Any(peer => peer.Has("ipBlock"));

    private static bool Allows(MappingNode rule, int wanted) =>
        rule.Sequence("ports") is not { Items.Count: > 0 }
        || rule.Mappings("ports").Any(port => (port.Text("protocol") ?? "TCP") == "TCP"
            && (!port.Has("port") || port.Integer("port") == wanted || (port.Integer("port") < wanted && port.Integer("endPort") >= wanted)));
}
