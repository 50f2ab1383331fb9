using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Objects are of kinds that Kubernetes serves.</summary>
public sealed class KnownKindRule() : SchemaRule(FaultKind.Kind)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "known-kind",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "The apiVersion has the kind",
        Why = "The API server refuses a kind that its version does not have: a Deployment is of apps/v1, not of v1. Beta and alpha versions are not served unless the cluster's operator turns them on.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/#api-groups"),
        Checklist = "sane defaults",
        FixSummary = "Writes the apiVersion where only one has the kind, or the kind where only one is a letter or its case away.",
    };

    // A version that was served once has a rule of its own, which knows how to migrate.
    private protected override bool IsElsewhere(KubernetesObject candidate) => RemovedVersion.Find(candidate.ApiVersion, candidate.Kind) is not null;
}
