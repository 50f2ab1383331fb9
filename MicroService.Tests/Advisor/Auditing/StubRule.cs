using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Auditing;

/// <summary>A rule of the tests, for the auditor alone.</summary>
internal abstract class StubRule(string id, Severity severity, bool needsWhole = false, params string[] formerIds) : Rule
{
    public sealed override RuleDefinition Definition { get; } = new()
    {
        Id = id,
        FormerIds = formerIds,
        Category = RuleCategory.Hygiene,
        Severity = severity,
        Title = id,
        Why = id,
        Reference = new Uri("https://example.com/"),
        Checklist = id,
        NeedsWholeApplication = needsWhole,
        Parameters = [new RuleParameter("minimum", Default: 2, Least: 2, Most: 9, "The least.")],
    };

    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) => true;
}
