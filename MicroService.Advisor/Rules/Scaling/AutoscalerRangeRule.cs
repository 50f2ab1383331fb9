using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>An autoscaler has room to scale.</summary>
public sealed class AutoscalerRangeRule() : ObjectRule("HorizontalPodAutoscaler", "ScaledObject")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "autoscaler-range",
        Category = RuleCategory.Scaling,
        Severity = Severity.Warning,
        Title = "The maximum of an autoscaler is above its minimum",
        Why = "An autoscaler whose minimum is its maximum looks like scaling but keeps the number of pods fixed, so the peak meets as many pods as the night.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"),
        Checklist = "HPA",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => candidate.Spec is not null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        var (least, most) = ReplicaRange.FieldsOf(candidate);
        var range = ReplicaRange.Of(candidate);
        var node = (Node?)spec.Scalar(most) ?? spec.Scalar(least) ?? (Node)spec;
        if (range.Least == range.Most && !ReplicaRange.IdlesAtZero(candidate) && !HpaMinReplicasRule.Tells(range, context))
        {
            yield return Report(
                candidate, node,
                $"The autoscaler's minimum and maximum are both {range.Most}, so it scales nothing. Raise {most}, or remove the autoscaler and write replicas.");
        }
        else if (range.Least > range.Most && candidate.Kind == "ScaledObject")
        {
            // Of a HorizontalPodAutoscaler the API server refuses it.
            yield return Report(candidate, node, $"{least} {range.Least} is above {most} {range.Most}, so KEDA refuses to scale the target.");
        }
    }
}
