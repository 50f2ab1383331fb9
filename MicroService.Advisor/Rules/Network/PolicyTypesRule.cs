using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The rules of a NetworkPolicy are of a type that the policy has.</summary>
public sealed class PolicyTypesRule : PlaceRule
{
    private static readonly (string Type, string Field)[] Directions = [(PodPolicies.Ingress, "ingress"), (PodPolicies.Egress, "egress")];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-policy-types",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "Rules of NetworkPolicies are of a type that the policy has",
        Why = "A policy whose policyTypes do not list Egress ignores its egress rules, and likewise for Ingress: the pods may connect to anything, though the rules seem to say to what.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"),
        Checklist = "network policies",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context)
    {
        if (candidate.Kind != "NetworkPolicy" || !PodPolicies.IsPolicy(candidate) || candidate.Spec?.Sequence("policyTypes") is not { Items.Count: > 0 })
        {
            yield break;
        }

        foreach (var (type, field) in Directions)
        {
            if (candidate.Spec.Sequence(field) is { Items.Count: > 0 } rules)
            {
                // A rule without peers and ports allows all, as no policy does.
                var isLost = !PodPolicies.Covers(candidate, type) && !rules.Items.Any(rule => rule is MappingNode { Entries.Count: 0 });
                yield return new Place(
                    rules,
                    isLost ? $"policyTypes does not list {type}, so the {field} rules have no effect. Add {type} to policyTypes, or remove the rules." : null);
            }
        }
    }
}
