using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Volumes and claim templates are complete.</summary>
public sealed class VolumeSourcesRule() : ValidationRule(FaultTopic.Volume)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "volume-sources",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Volumes have a distinct name and one complete source",
        Why = "The API server refuses two volumes of one name, a volume with two sources, a source without what it needs, and files whose path or mode can't be written.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/"),
        Checklist = "sane defaults",
    };
}
