using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>Jobs end, even if their work hangs.</summary>
public sealed class JobDeadlineRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "job-deadline",
        Category = RuleCategory.Jobs,
        Severity = Severity.Warning,
        Title = "Jobs have a deadline",
        Why = "A Job whose work hangs on a lock or a dead connection runs until someone looks: it holds its node's resources, and a CronJob that forbids concurrency never runs again.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup"),
        Checklist = "timeouts",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.JobSpec is not null && !IsReplaced(workload);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var job = workload.JobSpec!;
        // A deadline of the pod bounds each attempt, and backoffLimit the attempts.
        if ((job.Integer("activeDeadlineSeconds") ?? workload.PodSpec.Integer("activeDeadlineSeconds")) is null)
        {
            yield return Report(workload, job, "The Job has no activeDeadlineSeconds, so it runs forever if its work hangs; how long the work may take only its author knows.");
        }
    }

    // The next run ends one that hangs.
    private static bool IsReplaced(Workload workload) => workload.Kind == "CronJob" && workload.Spec.Text("concurrencyPolicy") == "Replace";
}
