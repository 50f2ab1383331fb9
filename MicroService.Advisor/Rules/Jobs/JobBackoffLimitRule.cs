using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>Jobs give up after a bounded number of attempts.</summary>
public sealed class JobBackoffLimitRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "job-backoff-limit",
        Category = RuleCategory.Jobs,
        Severity = Severity.Advice,
        Title = "Jobs give up after at most ten retries",
        Why = "Retries back off up to six minutes each, so a high limit hides a Job that cannot succeed for hours and repeats its side effects each time.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy"),
        Checklist = "retries",
        FixSummary = "Sets six retries, the default of Kubernetes.",
    };

    private const long MostRetries = 10;
    private const long DefaultRetries = 6;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.JobSpec is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var job = workload.JobSpec!;
        if (job.Integer("backoffLimit") is not { } retries || retries is >= 0 and <= MostRetries)
        {
            yield break;
        }

        yield return Report(
            workload,
            job.Scalar("backoffLimit")!,
            retries < 0 ? $"backoffLimit is {retries}, which Kubernetes does not take." : $"The Job is tried again {retries} times before it counts as failed.",
            Fix.Review("set backoffLimit to 6").Set(job, ["backoffLimit"], DefaultRetries));
    }
}
