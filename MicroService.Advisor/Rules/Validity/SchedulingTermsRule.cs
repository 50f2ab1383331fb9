using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Where pods may run is said in terms that the scheduler has.</summary>
public sealed class SchedulingTermsRule() : ValidationRule(FaultTopic.Scheduling)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "scheduling-terms",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Affinity, tolerations and topology spread are complete and make sense",
        Why = "The API server refuses weights outside 1 to 100, tolerations whose operator and value don't fit, terms without a topology key, and two spread constraints over the same key.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/scheduling-eviction/"),
        Checklist = "sane defaults",
    };
}
