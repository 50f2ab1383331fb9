using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Autoscalers keep a second pod at night.</summary>
public sealed class HpaMinReplicasRule() : ObjectRule("HorizontalPodAutoscaler")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "hpa-min-replicas",
        Category = RuleCategory.Scaling,
        Severity = Severity.Warning,
        Title = "Autoscalers keep at least two pods",
        Why = "An autoscaler that goes down to one pod makes every node failure or drain in a quiet hour an outage.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/"),
        Checklist = "HPA",
        FixSummary = "Sets minReplicas to 2, and maxReplicas too where that is lower.",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        // Zero is a choice of its own: scale to zero while nothing comes in (HPAScaleToZero). Less the API server refuses.
        candidate.Spec is { } spec && spec.Integer("minReplicas") is not <= 0;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var spec = candidate.Spec!;
        if ((spec.Integer("minReplicas") ?? 1) >= 2)
        {
            yield break;
        }

        var doubt = context.Graph.TargetOf(candidate) is { } target ? SingleInstance.Doubt(target, context.Graph) : null;
        var fix = doubt is null ? Fix.Review("keep at least 2 pods").Set(spec, ["minReplicas"], 2) : null;
        if (spec.Integer("maxReplicas") is < 2)
        {
            fix = fix?.Set(spec, ["maxReplicas"], 2);
        }

        var end = doubt is null ? "" : $" Of the target, {doubt}.";
        yield return spec.Scalar("minReplicas") is { } written
            ? Report(candidate, written, $"The autoscaler may go down to minReplicas {written.Value}, so one lost pod can be all of them.{end}", fix)
            : Report(candidate, spec, $"The autoscaler names no minReplicas and may go down to 1, so one lost pod can be all of them.{end}", fix);
    }
}
