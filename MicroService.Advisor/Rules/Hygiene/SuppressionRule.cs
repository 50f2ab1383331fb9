using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Suppressions name rules and containers that exist and say why.</summary>
public sealed class SuppressionRule() : ObjectRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "suppression",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Suppressed rules and their containers exist, and a reason is given",
        Why = "A misspelt id or container suppresses nothing, and without a reason no one dares to remove a suppression, so it outlives what it was for.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => Suppression.Of(candidate).Entries.Count > 0;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var suppression = Suppression.Of(candidate);
        foreach (var entry in suppression.Entries)
        {
            if (entry.RuleIds.Count == 0)
            {
                yield return Report(candidate, entry.Annotation, "The suppression names no rule.");
            }

            foreach (var id in entry.RuleIds.Where(id => !context.KnowsRule(id)))
            {
                yield return Report(candidate, entry.Annotation, $"There is no rule {Wording.Cut(id)} to suppress.");
            }

            if (entry.Container.Length > 0 && !Containers(candidate).Contains(entry.Container, StringComparer.Ordinal))
            {
                yield return Report(candidate, entry.Annotation, $"There is no container {Wording.Cut(entry.Container)} to suppress rules for.");
            }
        }

        if (suppression.Entries.FirstOrDefault(entry => suppression.ReasonOf(entry) is null) is { } unexplained)
        {
            yield return Report(candidate, unexplained.Annotation, $"No {Suppression.ReasonAnnotation} says why the rules are suppressed.");
        }
    }

    private static IEnumerable<string> Containers(KubernetesObject candidate) =>
        candidate.Workload?.AdmittedContainers.Select(container => container.Name) ?? [];
}
