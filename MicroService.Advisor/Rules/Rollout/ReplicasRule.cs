using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

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
        FixSummary = "Sets two replicas for Deployments without volumes of their own; the application must stand a second instance.",
    };

    private const int Pair = 2;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsReplicated && workload.Replicas is not 0
        && workload.Containers.Any(container => container.IsLongRunning && container.Ports.Any())
        && !context.Graph.ScalersOf(workload).Any()
        // A second pod would be another, empty store: replication is a matter of its own.
        && !DataStore.StandsAloneIn(workload);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if ((workload.Replicas ?? 1) < Pair)
        {
            yield return Report(
                workload,
                workload.Spec.Scalar("replicas") ?? (Node)workload.Spec,
                CanBeTwo(workload)
                    ? "There is one replica, so the loss of its pod is an outage."
                    : "There is one replica, so the loss of its pod is an outage; whether it can share its data with a second only its author knows.",
                CanBeTwo(workload) ? Fix.Review("run two replicas").Set(workload.Spec, ["replicas"], Pair) : null);
        }
    }

    private static bool CanBeTwo(Workload workload) =>
        workload.Kind == "Deployment"
        && !DataStore.RunsIn(workload)
        && workload.Spec.Mapping("strategy")?.Text("type") != "Recreate"
        && !workload.PodSpec.Mappings("volumes").Any(volume => volume.Has("persistentVolumeClaim") || volume.Has("hostPath"));
}
