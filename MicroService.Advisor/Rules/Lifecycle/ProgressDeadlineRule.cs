using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Probes;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>A rollout that is stuck is reported, and one that is slow is not.</summary>
public sealed class ProgressDeadlineRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "progress-deadline",
        Category = RuleCategory.Lifecycle,
        Severity = Severity.Warning,
        Title = "The progress deadline of a rollout is longer than a pod may take to start, and at most an hour",
        Why = "A deadline shorter than the startup probe allows fails rollouts that are fine, and Kubernetes refuses one that minReadySeconds does not fit into. With one of many hours nobody hears of a rollout that is stuck.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds"),
        Checklist = "sane defaults",
        FixSummary = "Sets ten minutes, or twice what a pod may take to start if that is longer, up to an hour.",
    };

    private const long DefaultSeconds = 600;
    private const long MostSeconds = 60 * 60;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "Deployment";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var written = workload.Spec.Integer("progressDeadlineSeconds");
        var deadline = written ?? DefaultSeconds;
        var needed = SecondsToAvailable(workload);
        if (deadline <= needed)
        {
            // So slow a start is checked by probe-timings; here nothing sensible can be set.
            var fix = needed >= MostSeconds ? null
                : Fix.Safe("give rollouts time for a pod to start")
                    .Set(workload.Spec, ["progressDeadlineSeconds"], Math.Clamp(2 * needed, DefaultSeconds, MostSeconds));
            yield return Report(workload, NodeOf(workload), $"A rollout counts as failed after {deadline} s, but a pod may take {needed} s to become available.", fix);
        }
        else if (deadline > MostSeconds && needed <= MostSeconds / 2)
        {
            yield return Report(
                workload,
                NodeOf(workload),
                $"A rollout that is stuck is reported only after {deadline} s.",
                Fix.Review("report rollouts that are stuck after ten minutes").Set(workload.Spec, ["progressDeadlineSeconds"], Math.Max(DefaultSeconds, 2 * needed)));
        }
    }

    private static Node NodeOf(Workload workload) => workload.Spec.Scalar("progressDeadlineSeconds") ?? (Node)workload.Spec;

    // Containers start side by side; init containers have no probe to go by.
    private static long SecondsToAvailable(Workload workload) =>
        workload.LongRunningContainers.Select(container => Probe.Of(container, "startupProbe")?.Patience ?? 0).DefaultIfEmpty(0).Max()
        + Math.Clamp(workload.Spec.Integer("minReadySeconds") ?? 0, 0, int.MaxValue);
}
