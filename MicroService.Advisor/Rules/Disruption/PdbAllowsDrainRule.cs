using System.Runtime.CompilerServices;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Disruption;

/// <summary>Disruption budgets let nodes drain.</summary>
public sealed class PdbAllowsDrainRule() : ObjectRule("PodDisruptionBudget")
{
    private const int MostNames = 8;

    private static readonly ConditionalWeakTable<ObjectGraph, ILookup<KubernetesObject, Workload>> CoveredTwice = [];

    private static readonly ConditionalWeakTable<IReadOnlyList<Workload>, Coverage> Coverages = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pdb-allows-drain",
        Category = RuleCategory.Disruption,
        Severity = Severity.Danger,
        Title = "Disruption budgets let at least one pod go",
        Why = "A budget that never lets a pod go blocks every drain: node upgrades hang until someone deletes the budget or the node is taken down by force.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/configure-pdb/#identify-an-application-to-protect"),
        Checklist = "lifecycle hooks",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["pdb-max-unavailable", "pdb-min-available"],
            Polaris = ["pdbDisruptionsIsZero", "pdbMinAvailableGreaterThanHPAMinReplicas"],
        },
        FixSummary = "Sets maxUnavailable to 1 instead; the only pod of a workload is then down while it moves.",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => candidate.Spec is not null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        var covered = Covered(candidate, context);
        if (Obstacle(spec, covered) is var (node, message))
        {
            var fix = Fix.Review("let one pod go at a time");
            fix = spec.Has("minAvailable") ? fix.Remove(spec, "minAvailable") : fix;
            // Of pods without a controller Kubernetes takes a number in minAvailable only.
            yield return Report(candidate, node, message, covered.HasPod ? null : fix.Set(spec, ["maxUnavailable"], 1));
        }

        // The first of the budgets tells, so that each pair is told once.
        foreach (var workload in CoveredTwice.GetValue(context.Graph, Overlaps)[candidate])
        {
            var budgets = BudgetsOf(workload, context.Graph);
            yield return Report(
                candidate, spec.Mapping("selector")!,
                $"The pods of {workload.Object} are covered by {budgets.Count} disruption budgets ({Names(budgets)}), and Kubernetes evicts no pod that has more than one.");
        }
    }

    // The workloads that several budgets cover, by the first of these.
    private static ILookup<KubernetesObject, Workload> Overlaps(ObjectGraph graph) =>
        (from workload in graph.Workloads
         let budgets = BudgetsOf(workload, graph)
         where budgets.Count > 1
         select (First: budgets[0], Workload: workload)).ToLookup(pair => pair.First, pair => pair.Workload);

    // A budget that picks single pods by labels of their controller or program need not meet another one.
    private static IReadOnlyList<KubernetesObject> BudgetsOf(Workload workload, ObjectGraph graph) =>
        graph.BudgetsOf(workload) is { Count: > 1 } several ? [.. several.Where(budget => !PicksPods(budget, workload))] : graph.BudgetsOf(workload);

    private static bool PicksPods(KubernetesObject budget, Workload workload) =>
        LabelSelector.Of(budget.Spec?.Mapping("selector")) is var selector && (selector.TellsPodsApart || !selector.MatchesAll(workload));

    private static string Names(IReadOnlyList<KubernetesObject> budgets) =>
        string.Join(", ", budgets.Take(MostNames).Select(budget => budget.Name)) + (budgets.Count > MostNames ? ", …" : "");

    private static Coverage Covered(KubernetesObject budget, RuleContext context) =>
        budget.Spec?.Mapping("selector") is not { } selector ? new Coverage([], context)
        : Coverages.GetValue(SelectedBy(LabelSelector.Of(selector), budget, context.Graph), workloads => new Coverage(workloads, context));

    // What writes no namespace may come into the only one that is written.
    private static IReadOnlyList<Workload> SelectedBy(LabelSelector selector, KubernetesObject budget, ObjectGraph graph) =>
        graph.SameAs(budget.Namespace).Select(ns => graph.Select(selector, ns)).FirstOrDefault(found => found.Count > 0)
            ?? graph.Select(selector, budget.Namespace);

    private static (Node Node, string Message)? Obstacle(MappingNode spec, Coverage covered)
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
        return !LabelSelector.Of(spec.Mapping("selector")).TellsPodsApart && covered.Pods is { } pods && (Number(least!) ?? (Percent(least!) is { } percent ? Math.Ceiling(pods * percent / 100) : null)) >= pods
            ? (least!, $"The disruption budget's minAvailable {least!.Value} never lets a pod go while there {(pods == 1 ? "is only one pod" : $"are only {pods} pods")}.")
            : null;
    }

    private static decimal? Number(ScalarNode scalar) => scalar.AsInteger;

    private static decimal? Percent(ScalarNode scalar) =>
        scalar.Value.EndsWith('%') && int.TryParse(scalar.Value[..^1], out var percent) ? percent : null;

    // What budgets with the same selector cover, looked at once.
    private sealed class Coverage(IReadOnlyList<Workload> workloads, RuleContext context)
    {
        private readonly Lazy<decimal?> _pods = new(() => PodsOf(workloads, context));

        public bool HasPod { get; } = workloads.Any(workload => workload.Kind == "Pod");

        /// <summary>How many pods the budget may count on; null if the manifests don't say.</summary>
        public decimal? Pods => _pods.Value;

        private static decimal? PodsOf(IReadOnlyList<Workload> workloads, RuleContext context)
        {
            decimal pods = 0;
            foreach (var workload in workloads)
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
    }
}
