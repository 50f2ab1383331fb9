using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A network policy selects pods that exist.</summary>
public sealed class NetworkPolicySelectsRule() : ObjectRule("NetworkPolicy")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-policy-selects",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "NetworkPolicies select pods",
        Why = "A policy whose selector matches no pod guards nothing, and nobody notices: the pods that it was written for stay open.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"),
        Checklist = "network policies",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["dangling-networkpolicy"],
            KubeScore = ["networkpolicy-targets-pod"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        PodPolicies.IsPolicy(candidate) && candidate.Spec is { } spec && !LabelSelector.Of(spec.Mapping("podSelector")).IsEmpty;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var selector = candidate.Spec!.Mapping("podSelector")!;
        if (context.Graph.SelectsNothing(LabelSelector.Of(selector), candidate.Namespace))
        {
            yield return Report(candidate, selector, $"The selector matches the pods of no given workload in the namespace {candidate.Namespace}.");
        }
    }
}
