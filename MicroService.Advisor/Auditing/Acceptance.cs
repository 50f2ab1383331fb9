using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Auditing;

/// <summary>Decides which findings of an object are accepted: by its annotations first, then by the team's exceptions.</summary>
internal sealed class Acceptance(Suppression suppression, IReadOnlyList<PolicyExemption> exceptions)
{
    /// <summary>The finding as an accepted one, or null if it is not.</summary>
    public SuppressedFinding? Accept(RuleDefinition rule, Finding finding) =>
        suppression.Covering(rule, finding) is { } entry ? new SuppressedFinding(finding, suppression.ReasonOf(entry))
        : exceptions.Count > 0 && Covering(rule, finding) is { } exception
            ? new SuppressedFinding(finding, exception.Reason, SuppressionSource.Settings)
        : null;

    private PolicyExemption? Covering(RuleDefinition rule, Finding finding) =>
        exceptions.FirstOrDefault(exception => exception.Covers(rule.Id, finding));
}
