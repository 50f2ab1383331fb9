using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>One owner of the replicas: the autoscaler.</summary>
public sealed class HpaOwnsReplicasRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "hpa-owns-replicas",
        Category = RuleCategory.Scaling,
        Severity = Severity.Warning,
        Title = "A workload that an autoscaler scales writes no replicas",
        Why = "Every apply sets the number of pods back to what is written, in the middle of a peak too, until the autoscaler has raised it again.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling"),
        Checklist = "HPA",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["deployment-targeted-by-hpa-does-not-have-replicas-configured"],
        },
        FixSummary = "Removes replicas; the first client-side apply after that may fall back to one pod for a moment, which the reference tells how to avoid.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        // Zero switches the autoscaler off: a deliberate stop.
        workload is { IsReplicated: true, Replicas: not 0 } && context.Graph.ScalersOf(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Scalar("replicas") is { } replicas && WrittenFields.Has(workload.Object, "spec", "replicas"))
        {
            yield return Report(
                workload, replicas,
                $"The manifest sets replicas to {replicas.Value}, but {context.Graph.ScalersOf(workload).First()} sets them as well.",
                Fix.Review("leave the replicas to the autoscaler").Remove(workload.Spec, "replicas"));
        }
    }
}
