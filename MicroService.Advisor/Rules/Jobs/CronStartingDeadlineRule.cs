using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>CronJobs say how late a run may start.</summary>
public sealed class CronStartingDeadlineRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cron-starting-deadline",
        Category = RuleCategory.Jobs,
        Severity = Severity.Advice,
        Title = "CronJobs say how late a run may start",
        Why = "A run that was missed while the control plane was down starts whenever that is back, such as a nightly job at noon. With less than ten seconds runs are lost, for the controller looks only every ten.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["cronjob-has-deadline"],
        },
        FixSummary = "Raises a deadline that is shorter than the controller's interval to a minute.",
    };

    // The CronJob controller looks every ten seconds (Kubernetes documentation, CronJob).
    private const long ShortestDeadline = 10;
    private const long Minute = 60;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "CronJob";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Integer("startingDeadlineSeconds") is not { } seconds)
        {
            yield return Report(workload, workload.Spec, "The CronJob has no startingDeadlineSeconds, so a missed run starts however late it is; whether late is better than never only its author knows.");
        }
        else if (seconds < ShortestDeadline)
        {
            yield return Report(
                workload,
                workload.Spec.Scalar("startingDeadlineSeconds")!,
                $"A run may start only {seconds} s late, but the controller looks every 10 s, so runs are lost.",
                Fix.Safe("let runs start up to a minute late").Set(workload.Spec, ["startingDeadlineSeconds"], Minute));
        }
    }
}
