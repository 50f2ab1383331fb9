using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Names of objects are of the form that their kind has.</summary>
public sealed class ObjectNameRule() : ValidationRule(FaultTopic.ObjectName)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "object-name",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Objects have names that Kubernetes takes",
        Why = "The API server refuses other names. Most are DNS subdomains; a name that becomes a host name, such as a StatefulSet's, is a DNS label, and a CronJob leaves eleven characters for its Jobs.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"),
        Checklist = "sane defaults",
    };
}
