using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Suppressions name rules that exist and say why.</summary>
public sealed class SuppressionRule() : ObjectRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "suppression",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Suppressed rules exist and are suppressed for a reason",
        Why = "A misspelt id suppresses nothing, and without a reason nobody dares to take a suppression out again, so it outlives what it was for.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => Annotations(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        foreach (var annotation in Annotations(candidate))
        {
            var ids = annotation.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (ids.Length == 0)
            {
                yield return Report(candidate, annotation, "The suppression names no rule.");
            }

            foreach (var id in ids.Where(id => RuleCatalog.Find(id) is null))
            {
                yield return Report(candidate, annotation, $"There is no rule {(id.Length <= 60 ? id : $"{id[..60]}…")} to suppress.");
            }
        }

        if (string.IsNullOrWhiteSpace(Suppression.Of(candidate).Reason))
        {
            yield return Report(candidate, Annotations(candidate).First(), $"No {Suppression.ReasonAnnotation} says why the rules are suppressed.");
        }
    }

    private static IEnumerable<ScalarNode> Annotations(KubernetesObject candidate) =>
        new[] { candidate.Annotations, candidate.Workload?.PodAnnotations }
            .Distinct().Select(mapping => mapping?.Scalar(Suppression.IgnoreAnnotation)).OfType<ScalarNode>();
}
