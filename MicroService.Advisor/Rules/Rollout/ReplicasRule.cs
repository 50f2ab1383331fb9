using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>The loss of one pod is not an outage.</summary>
public sealed class ReplicasRule : WorkloadRule
{
    private static readonly RuleParameter Least =
        new("minimum", Default: 2, Least: 2, Most: 1000, "The fewest replicas of a workload that serves.");

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "replicas",
        Category = RuleCategory.Rollout,
        Severity = Severity.Warning,
        Title = "Workloads that serve have at least two replicas",
        Why = "With one replica every drained node, every crash and every eviction is an outage for as long as another pod takes to start. Well-known data stores whose pods do not form a cluster of themselves are left out: a second pod of one is another, empty store until an operator sets up replication.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/pods/disruptions/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["minimum-three-replicas"],
            KubeScore = ["deployment-replicas"],
            Polaris = ["deploymentMissingReplicas"],
        },
        Difference = "two replicas are enough where kube-linter asks for three; minimum asks for more.",
        FixSummary = "Sets two replicas for Deployments and their like; none for what keeps data or state of its own (volumes, ports and variables of databases, emptyDirs beside scratch), nor for controllers without leader election. The application must stand a second instance.",
        Parameters = [Least],
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
        var least = Value(Least, context);
        if ((workload.Replicas ?? 1) < least)
        {
            var doubt = Doubt(workload, context);
            var found = least == Pair || (workload.Replicas ?? 1) == 1
                ? "There is one replica, so the loss of its pod is an outage"
                : $"There are {workload.Replicas} replicas; the settings ask for {least}";
            yield return Report(
                workload,
                workload.Spec.Scalar("replicas") ?? (Node)workload.Spec,
                $"{found}{(doubt is null ? "" : $"; {doubt}")}.",
                doubt is null ? Fix.Review($"run {(least == Pair ? "two" : $"{least}")} replicas").Set(workload.Spec, ["replicas"], least) : null);
        }
    }

    private static string? Doubt(Workload workload, RuleContext context) =>
        SingleInstance.Doubt(workload, context.Graph)
        ?? (workload.Kind is "Deployment" or "Rollout.argoproj.io" or "DeploymentConfig.apps.openshift.io"
            && !workload.Volumes.Any(volume => volume.Has("persistentVolumeClaim"))
            ? null
            : "whether it can share its data with a second only its author knows");
}
