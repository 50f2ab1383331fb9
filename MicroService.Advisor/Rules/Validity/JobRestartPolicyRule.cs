using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Pods of Jobs say what happens when they fail.</summary>
public sealed class JobRestartPolicyRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "job-restart-policy",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Pods of Jobs have the restart policy Never or OnFailure",
        Why = "The default of pods is Always, which Jobs don't allow: the API server rejects the Job, or the CronJob never gets one made.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["cronjob-restartpolicy"],
        },
        FixSummary = "Sets Never, which keeps the pods of failed attempts and their logs.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.JobSpec is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var policy = workload.PodSpec.Text("restartPolicy");
        // What is not a restart policy at all is not this rule's to say.
        if (policy is not (null or "" or "Always"))
        {
            yield break;
        }

        yield return Report(
            workload,
            workload.PodSpec.Scalar("restartPolicy") ?? (Node)workload.PodSpec,
            policy is null ? "The pods have no restart policy, and a Job takes no pods with the default, Always." : $"The pods have the restart policy {policy}, which a Job does not take.",
            Fix.Safe("set the restart policy to Never").Set(workload.PodSpec, ["restartPolicy"], "Never"));
    }
}
