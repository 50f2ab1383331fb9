using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Jobs;

/// <summary>Jobs that are done go away.</summary>
public sealed class JobTtlRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "job-ttl",
        Category = RuleCategory.Jobs,
        Severity = Severity.Advice,
        Title = "Finished Jobs are deleted after a while",
        Why = "Nothing deletes a finished Job and its pods: they pile up in etcd and in every list, and the name stays taken, so that applying a changed Job fails.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/#clean-up-finished-jobs-automatically"),
        Checklist = "lifecycle hooks",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["job-ttl-seconds-after-finished"],
        },
        FixSummary = "Deletes the Job a day after it has finished; a GitOps controller may then make it, and so run it, again.",
    };

    private const long Day = 24 * 60 * 60;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Kind == "Job" && !IsHook(workload);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Integer("ttlSecondsAfterFinished") is null)
        {
            yield return Report(
                workload,
                workload.Spec,
                "The Job has no ttlSecondsAfterFinished, so it and its pods stay until someone deletes them.",
                Fix.Review("delete the Job a day after it has finished").Set(workload.Spec, ["ttlSecondsAfterFinished"], Day));
        }
    }

    // Helm and Argo CD delete the Jobs of their hooks themselves.
    private static bool IsHook(Workload workload) =>
        workload.Object.Annotations is { } annotations && (annotations.Has("helm.sh/hook") || annotations.Has("argocd.argoproj.io/hook"));
}
