using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>A rule about what a Role or ClusterRole allows. Aggregated roles are left out: the cluster writes their rules.</summary>
public abstract class RoleRule() : ObjectRule("Role", "ClusterRole")
{
    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        candidate?.Root.Mappings("rules").SelectMany(rule => Inspect(candidate, new PolicyRule(rule))) ?? [];

    /// <inheritdoc/>
    protected sealed override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: PolicyRule.Group } && candidate.Root.Mapping("aggregationRule") is null
        && candidate.Labels?.Has(PolicyRule.BootstrapLabel) != true && candidate.Root.Mappings("rules").Any();

    private protected abstract IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule);
}
