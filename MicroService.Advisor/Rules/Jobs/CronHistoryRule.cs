using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>CronJobs keep a few finished Jobs.</summary>
public sealed class CronHistoryRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cron-history",
        Category = RuleCategory.Jobs,
        Severity = Severity.Advice,
        Title = "CronJobs keep their last failed run, and not too many",
        Why = "With no failed Job kept, the logs and the reason of a failure are gone before anybody looks; with dozens, every list of pods is full of old ones.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits"),
        Checklist = "sane defaults",
        FixSummary = "Keeps one failed Job, and at most ten of each.",
    };

    private const long MostJobs = 10;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "CronJob";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Integer("failedJobsHistoryLimit") is <= 0)
        {
            yield return Report(
                workload,
                workload.Spec.Scalar("failedJobsHistoryLimit")!,
                "No failed Job is kept, so nobody can see why a run failed.",
                Fix.Safe("keep the last failed Job").Set(workload.Spec, ["failedJobsHistoryLimit"], 1));
        }

        foreach (var limit in new[] { "successfulJobsHistoryLimit", "failedJobsHistoryLimit" })
        {
            if (workload.Spec.Integer(limit) is { } jobs and > MostJobs)
            {
                yield return Report(
                    workload,
                    workload.Spec.Scalar(limit)!,
                    $"{limit} keeps {jobs} finished Jobs with their pods.",
                    Fix.Review("keep ten finished Jobs").Set(workload.Spec, [limit], MostJobs));
            }
        }
    }
}
