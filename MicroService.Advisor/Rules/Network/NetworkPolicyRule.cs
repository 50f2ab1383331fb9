using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Network policies say who may call a workload's pods and whom they may call.</summary>
public sealed class NetworkPolicyRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-policy",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "A NetworkPolicy covers the pods' ingress and egress",
        Why = "Without one every pod of the cluster can connect to these pods, and an attacker who breaks into them can connect to everything else and carry data out.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/"),
        Checklist = "network policies",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["non-isolated-pod"],
            KubeScore = ["pod-networkpolicy"],
            Polaris = ["missingNetworkPolicy"],
        },
        FixSummary = "Adds a NetworkPolicy that lets in the namespace on the declared ports, scrapers on the metrics port and everyone on ports that a load balancer, Ingress, route or webhook leads to; and lets out DNS, the namespace, HTTPS and the ports that settings name. Callers and targets that the manifest does not show need rules of their own, so review it. There is no fix for pods that find out at run time whom to call, such as scrapers and ingress controllers, that any namespace calls, such as Vault, or that a service mesh runs. There is none either if the port of a host is not known, or if settings come from a Secret or from a ConfigMap that is not given.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        PodPolicies.CanSelect(workload) && !PodPolicies.HasOtherPolicies(context.Graph, workload.Object.Namespace);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var ingress = PodPolicies.Of(workload, context.Graph, PodPolicies.Ingress).Count > 0;
        var egress = PodPolicies.Of(workload, context.Graph, PodPolicies.Egress).Count > 0;
        if (!ingress || !egress)
        {
            var message = ingress ? "The NetworkPolicies of the pods leave egress open: they may connect to anything."
                : egress ? "The NetworkPolicies of the pods leave ingress open: any pod may connect to them."
                : "No NetworkPolicy selects the pods: any pod may connect to them, and they may connect to anything.";
            var obstacle = UnseenPeers.Of(workload, context.Graph, !ingress, !egress);
            yield return Report(
                workload, workload.Object.Anchor, obstacle is null ? message : $"{message[..^1]}; {obstacle}.",
                obstacle is null ? PolicyProposal.For(workload, context.Graph, !ingress, !egress) : null);
        }
    }
}
