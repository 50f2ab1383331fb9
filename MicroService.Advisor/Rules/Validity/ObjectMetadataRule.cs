using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Owner references, finalizers and the size of annotations.</summary>
public sealed class ObjectMetadataRule() : ValidationRule(FaultTopic.Metadata)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "object-metadata",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Owners, finalizers and annotations are ones that Kubernetes takes",
        Why = "The API server refuses an owner that is not fully named, a finalizer without a domain, and annotations of more than 256 KiB.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/"),
        Checklist = "sane defaults",
    };
}
