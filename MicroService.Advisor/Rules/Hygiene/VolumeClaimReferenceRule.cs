namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Volume claims that pods mount exist.</summary>
public sealed class VolumeClaimReferenceRule() : ReferenceRule("PersistentVolumeClaim")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "volume-claim-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Warning,
        Title = "Volume claims that pods mount exist",
        Why = "A pod whose claim does not exist stays Pending, because the scheduler can't place it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes"),
        Checklist = "sane defaults",
        NeedsWholeApplication = true,
    };
}
