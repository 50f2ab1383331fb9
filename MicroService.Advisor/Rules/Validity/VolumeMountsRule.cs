using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Mounts and devices refer to volumes of the pod.</summary>
public sealed class VolumeMountsRule() : ValidationRule(FaultTopic.Mount)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "volume-mounts",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Mounts name a volume of the pod and a path of their own",
        Why = "The API server refuses a mount of a volume that the pod does not have, two mounts at one path, and a subPath that leads out of the volume.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/"),
        Checklist = "sane defaults",
    };
}
