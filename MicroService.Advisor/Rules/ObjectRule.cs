using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about objects of certain kinds that are not, or not only, workloads.</summary>
public abstract class ObjectRule(params string[] kinds) : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) =>
        candidate is not null && (kinds.Length == 0 || kinds.Contains(candidate.Kind, StringComparer.Ordinal)) && Applies(candidate, context);

    /// <summary>True if the rule has something to check on the object, whose kind is one of the rule's.</summary>
    protected virtual bool Applies(KubernetesObject candidate, RuleContext context) => true;
}
