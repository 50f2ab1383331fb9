namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>The cluster accepts the object without a warning.</summary>
public sealed class ClusterWarningRule : VerdictRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-warning",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "The cluster accepts the object without a warning",
        Why = "Asked to apply the object as a dry run (audit --context), the cluster accepts it with a warning: of an API or a field that is deprecated, of a webhook, or of a Pod Security level that the namespace warns about.",
        Reference = new Uri("https://kubernetes.io/blog/2020/09/03/warnings/"),
        Checklist = "sane defaults",
    };

    private protected override ClusterVerdictKind Kind => ClusterVerdictKind.Warning;
}
