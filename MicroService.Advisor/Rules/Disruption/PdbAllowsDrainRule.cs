using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Disruption;

/// <summary>Disruption budgets let nodes drain.</summary>
public sealed class PdbAllowsDrainRule() : ObjectRule("PodDisruptionBudget")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pdb-allows-drain",
        Category = RuleCategory.Disruption,
        Severity = Severity.Danger,
        Title = "Disruption budgets let at least one pod go",
        Why = "A budget that never lets a pod go blocks every drain: node upgrades hang until somebody deletes the budget or the node is taken down by force.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/configure-pdb/#identify-an-application-to-protect"),
        Checklist = "lifecycle hooks",
        FixSummary = "Sets maxUnavailable to 1 instead; the only pod of a workload is then down while it moves.",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => candidate.Spec is not null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        var covered = Covered(candidate, context.Graph);
        if (Obstacle(spec, covered, context) is var (node, message))
        {
            var fix = Fix.Review("let one pod go at a time");
            fix = spec.Has("minAvailable") ? fix.Remove(spec, "minAvailable") : fix;
            // Of pods without a controller Kubernetes takes a number in minAvailable only.
            yield return Report(candidate, node, message, covered.Any(workload => workload.Kind == "Pod") ? null : fix.Set(spec, ["maxUnavailable"], 1));
        }

        foreach (var workload in covered)
        {
            // The first of the budgets tells, so that each pair is told once.
            var budgets = context.Graph.BudgetsOf(workload).Where(budget => !PicksPods(budget)).ToList();
            if (budgets.Count > 1 && ReferenceEquals(budgets[0].Root, candidate.Root))
            {
                yield return Report(
                    candidate, spec.Mapping("selector")!,
                    $"The pods of {workload.Object} are covered by {budgets.Count} disruption budgets ({string.Join(", ", budgets.Select(budget => budget.Name))}), and Kubernetes evicts no pod that has more than one.");
            }
        }
    }

    private static bool PicksPods(KubernetesObject budget) => LabelSelector.Of(budget.Spec?.Mapping("selector")).TellsPodsApart;

    private static List<Workload> Covered(KubernetesObject budget, ObjectGraph graph) =>
        budget.Spec?.Mapping("selector") is { } selector ? [.. graph.Select(LabelSelector.Of(selector), budget.Namespace)] : [];

    private static (Node Node, string Message)? Obstacle(MappingNode spec, List<Workload> covered, RuleContext context)
    {
        var (least, most) = (spec.Scalar("minAvailable"), spec.Scalar("maxUnavailable"));
        if (least is null && most is null)
        {
            return (spec, "The disruption budget sets neither minAvailable nor maxUnavailable, so it allows no disruption at all.");
        }

        if (most is not null)
        {
            return (Number(most) ?? Percent(most)) <= 0 ? (most, $"The disruption budget's maxUnavailable {most.Value} never lets a pod go.") : null;
        }

        if (Percent(least!) >= 100)
        {
            return (least!, $"The disruption budget's minAvailable {least!.Value} never lets a pod go.");
        }

        // Percentages of pods are rounded up (Kubernetes documentation, Specifying a Disruption Budget).
        return !LabelSelector.Of(spec.Mapping("selector")).TellsPodsApart && Pods(covered, context) is { } pods && (Number(least!) ?? (Percent(least!) is { } percent ? Math.Ceiling(pods * percent / 100) : null)) >= pods
            ? (least!, $"The disruption budget's minAvailable {least!.Value} never lets a pod go while there {(pods == 1 ? "is only one pod" : $"are only {pods} pods")}.")
            : null;
    }

    // How many pods the budget may count on; null if the manifests don't say.
    private static decimal? Pods(List<Workload> covered, RuleContext context)
    {
        decimal pods = 0;
        foreach (var workload in covered)
        {
            var isKnown = workload.IsReplicated && (!context.Settings.Partial || workload.Replicas is not null || context.Graph.ScalersOf(workload).Any());
            if (!isKnown)
            {
                return null;
            }

            pods += Math.Max(ReplicaRange.Of(workload, context.Graph).Least, 0);
        }

        return pods > 0 ? pods : null;
    }

    private static decimal? Number(ScalarNode scalar) => scalar.AsInteger;

    private static decimal? Percent(ScalarNode scalar) =>
        scalar.Value.EndsWith('%') && int.TryParse(scalar.Value[..^1], out var percent) ? percent : null;
}
