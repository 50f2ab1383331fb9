using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Containers have names and images.</summary>
public sealed class ContainerFieldsRule() : ValidationRule(FaultTopic.Container)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "container-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Containers have distinct names, an image and policies that exist",
        Why = "The API server refuses a pod with two containers of one name, init containers included, or with a container that has no image.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container"),
        Checklist = "sane defaults",
    };
}
