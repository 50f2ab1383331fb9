using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Pods whose egress is restricted may still resolve names.</summary>
public sealed class DnsEgressRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-dns-egress",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Restricted egress still allows DNS",
        Why = "A policy that covers egress also cuts off the cluster's DNS unless a rule allows it; every call by name then fails after seconds of waiting.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/"),
        Checklist = "network policies",
        FixSummary = "Adds an egress rule for port 53 of kube-system and of the address of NodeLocal DNSCache (on OpenShift for port 5353 of openshift-dns) to the policy that restricts the pods; where a rule leads to the DNS already, the port that it lacks.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        PodPolicies.CanSelect(workload)
        && workload.PodSpec.Text("dnsPolicy") is null or "ClusterFirst" or "ClusterFirstWithHostNet"
        && !PodPolicies.HasOtherPolicies(context.Graph, workload.Object.Namespace)
        // Pods that may connect to nothing at all have no name to resolve.
        && PodPolicies.Of(workload, context.Graph, PodPolicies.Egress).Any(PodPolicies.LetsOut);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var policies = PodPolicies.Of(workload, context.Graph, PodPolicies.Egress).ToList();
        if (!policies.Exists(policy => ClusterDns.IsAllowedBy(policy, context.Graph)))
        {
            var names = string.Join(", ", policies.Take(3).Select(policy => policy.Name));
            yield return Report(
                workload, workload.Object.Anchor, $"The egress rules of the pods' NetworkPolicies ({names}) allow no DNS ({ClusterDns.Wanted(policies, context.Graph)}).",
                ClusterDns.AllowIn(policies.Find(PodPolicies.LetsOut)!, context.Graph));
        }
    }
}
