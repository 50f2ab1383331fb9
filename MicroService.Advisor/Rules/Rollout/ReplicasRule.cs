using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>The loss of one pod is not an outage.</summary>
public sealed class ReplicasRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "replicas",
        Category = RuleCategory.Rollout,
        Severity = Severity.Warning,
        Title = "Workloads that serve have at least two replicas",
        Why = "With one replica every drained node, every crash and every eviction is an outage for as long as another pod takes to start. Well-known data stores whose pods do not form a cluster of themselves are left out: a second pod of one is another, empty store until somebody sets up replication.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/pods/disruptions/"),
        Checklist = "sane defaults",
        FixSummary = "Sets two replicas for Deployments and their like; none for what keeps data or state of its own (volumes, ports and variables of databases, emptyDirs beside scratch), nor for controllers without leader election. The application must stand a second instance.",
    };

    private const int Pair = 2;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsReplicated && workload.Replicas is not 0
        && workload.Containers.Any(container => container.IsLongRunning && container.Ports.Any())
        && !context.Graph.ScalersOf(workload).Any() && !context.Graph.IsRunByRollout(workload)
        // A second pod would be another, empty store: replication is a matter of its own.
        && !DataStore.StandsAloneIn(workload);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if ((workload.Replicas ?? 1) < Pair)
        {
            var doubt = Doubt(workload, context);
            yield return Report(
                workload,
                workload.Spec.Scalar("replicas") ?? (Node)workload.Spec,
                $"There is one replica, so the loss of its pod is an outage{(doubt is null ? "" : $"; {doubt}")}.",
                doubt is null ? Fix.Review("run two replicas").Set(workload.Spec, ["replicas"], Pair) : null);
        }
    }

    private static string? Doubt(Workload workload, RuleContext context) =>
        SingleInstance.Doubt(workload, context.Graph)
        ?? (workload.Kind is "Deployment" or "Rollout.argoproj.io" or "DeploymentConfig.apps.openshift.io"
            && !workload.PodSpec.Mappings("volumes").Any(volume => volume.Has("persistentVolumeClaim"))
            ? null
            : "whether it can share its data with a second only its author knows");
}
