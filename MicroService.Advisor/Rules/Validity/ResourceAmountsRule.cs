using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Requests and limits of containers and pods are consistent.</summary>
public sealed class ResourceAmountsRule() : ValidationRule(FaultTopic.Resources)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "resource-amounts",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Requests and limits name resources and fit each other",
        Why = "The API server refuses negative amounts, requests above the limit, unknown resources, and huge pages or devices that are not requested in whole and equal to their limit.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        Checklist = "sane defaults",
    };
}
