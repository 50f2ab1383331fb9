using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>There is a revision to roll back to.</summary>
public sealed class RevisionHistoryLimitRule : WorkloadRule
{
    private static readonly RuleParameter Most =
        new("maximum", Default: 20, Least: 1, Most: 1000, "The most old revisions that a workload may keep.");

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "revision-history-limit",
        Category = RuleCategory.Lifecycle,
        Severity = Severity.Advice,
        Title = "One to twenty old revisions are kept",
        Why = "With no old revision kept, kubectl rollout undo has nothing to go back to when a release breaks. Each one kept is an object that every controller and list has to carry.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#revision-history-limit"),
        Checklist = "sane defaults",
        FixSummary = "Keeps three revisions where none is kept, and twenty where there are more.",
        Parameters = [Most],
    };

    private const long FewRevisions = 3;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var most = Value(Most, context);
        // Ten are kept by default.
        if (workload.Spec.Integer("revisionHistoryLimit") is not { } revisions || (revisions > 0 && revisions <= most))
        {
            yield break;
        }

        yield return Report(
            workload,
            workload.Spec.Scalar("revisionHistoryLimit")!,
            revisions < 0 ? "With a negative limit all old revisions are kept for good."
            : revisions == 0 ? "No old revision is kept, so a release cannot be rolled back."
            : $"{revisions} old revisions are kept.",
            revisions == 0
                ? Fix.Safe("keep three old revisions").Set(workload.Spec, ["revisionHistoryLimit"], Math.Min(FewRevisions, most))
                : Fix.Review($"keep {(most == Most.Default ? "twenty" : $"{most}")} old revisions").Set(workload.Spec, ["revisionHistoryLimit"], most));
    }
}
