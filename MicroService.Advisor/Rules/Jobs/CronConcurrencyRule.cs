using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>CronJobs say what happens when a run overlaps the one before.</summary>
public sealed class CronConcurrencyRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cron-concurrency",
        Category = RuleCategory.Jobs,
        Severity = Severity.Warning,
        Title = "CronJobs say whether runs may overlap",
        Why = "By default a run starts while the one before is still at work: slow runs pile up, fight over the same data and end in a full cluster.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy"),
        Checklist = "sane defaults",
        FixSummary = "Sets Forbid: a run is skipped while the one before is at work.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "CronJob";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        // Filled in, the default is nobody's decision.
        var policy = workload.Spec.Text("concurrencyPolicy");
        policy = policy == "Allow" && !WrittenFields.Has(workload.Object, "spec", "concurrencyPolicy") ? null : policy;
        if (policy is "Allow" or "Forbid" or "Replace")
        {
            yield break;
        }

        yield return Report(
            workload,
            workload.Spec.Scalar("concurrencyPolicy") ?? (Node)workload.Spec,
            policy is null
                ? "The CronJob has no concurrencyPolicy, so a run starts even while the one before is at work."
                : $"The concurrencyPolicy {policy} does not exist.",
            Fix.Review("forbid runs that overlap").Set(workload.Spec, ["concurrencyPolicy"], "Forbid"));
    }
}
