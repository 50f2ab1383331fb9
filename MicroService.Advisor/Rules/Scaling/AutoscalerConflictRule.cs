using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>One autoscaler scales a target.</summary>
public sealed class AutoscalerConflictRule() : ObjectRule("HorizontalPodAutoscaler", "ScaledObject")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "autoscaler-conflict",
        Category = RuleCategory.Scaling,
        Severity = Severity.Danger,
        Title = "No target has two autoscalers",
        Why = "Two autoscalers set the same replicas, each to what its own metrics ask for: pods are started and stopped at every turn, or neither autoscaler acts.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"),
        Checklist = "HPA",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Spec?.Mapping("scaleTargetRef")?.Text("name") is { Length: > 0 };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        // Each but the first tells, so that a pair is told once. The same object twice is a fault of its own.
        var rival = context.Graph.ScalersOfTarget(candidate)
            .TakeWhile(other => !ReferenceEquals(other.Root, candidate.Root))
            .FirstOrDefault(other => (other.Kind != candidate.Kind || other.Name != candidate.Name) && !IsMadeBy(other, candidate));
        if (rival is not null)
        {
            var target = candidate.Spec!.Mapping("scaleTargetRef")!;
            yield return Report(
                candidate, target,
                $"{rival} scales {target.Text("kind") ?? "Deployment"}/{target.Text("name")} as well. Keep one autoscaler and give it the metrics of both.");
        }
    }

    // KEDA takes over a HorizontalPodAutoscaler that the ScaledObject names, and makes one of the name keda-hpa-… otherwise.
    private static bool IsMadeBy(KubernetesObject autoscaler, KubernetesObject scaledObject) =>
        autoscaler.Kind == "HorizontalPodAutoscaler" && scaledObject.Kind == "ScaledObject"
        && autoscaler.Name == (scaledObject.Spec?.At("advanced", "horizontalPodAutoscalerConfig", "name") is ScalarNode { Value: { Length: > 0 } name }
            ? name
            : $"keda-hpa-{scaledObject.Name}");
}
