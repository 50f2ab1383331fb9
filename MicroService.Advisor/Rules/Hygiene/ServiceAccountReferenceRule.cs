namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Service accounts that pods run as exist.</summary>
public sealed class ServiceAccountReferenceRule() : ReferenceRule("ServiceAccount")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-account-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Danger,
        Title = "Service accounts that pods run as exist",
        Why = "The API server refuses pods whose service account does not exist, so the workload stays at zero pods and only its events say why.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/service-accounts/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["non-existent-service-account"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool IsBuiltIn(string name) => name == "default";
}
