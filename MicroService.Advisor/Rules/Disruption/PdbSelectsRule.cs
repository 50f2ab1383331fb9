using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Disruption;

/// <summary>Disruption budgets cover pods.</summary>
public sealed class PdbSelectsRule() : ObjectRule("PodDisruptionBudget")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pdb-selects",
        Category = RuleCategory.Disruption,
        Severity = Severity.Warning,
        Title = "Disruption budgets select pods that exist",
        Why = "A budget whose selector matches no pod protects nothing, and nothing says so until a drain takes everything down.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget"),
        Checklist = "lifecycle hooks",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        if (candidate.Spec?.Mapping("selector") is not { } selector)
        {
            yield return Report(candidate, (Node?)candidate.Spec ?? candidate.Anchor, "The disruption budget has no selector, so it covers no pods.");
        }
        else if (LabelSelector.Of(selector).IsEmpty && candidate.ApiVersion == "policy/v1beta1")
        {
            yield return Report(candidate, selector, "The disruption budget's selector is empty, which in policy/v1beta1 covers no pods.");
        }
        else if (context.Graph.SelectsNothing(LabelSelector.Of(selector), candidate.Namespace))
        {
            yield return Report(candidate, selector, $"The disruption budget's selector matches no pods in namespace {candidate.Namespace}.");
        }
    }
}
