using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Autoscalers have requests to compute utilization from.</summary>
public sealed class HpaRequestsRule() : ObjectRule("HorizontalPodAutoscaler", "ScaledObject")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "hpa-requests",
        Category = RuleCategory.Scaling,
        Severity = Severity.Danger,
        Title = "What an autoscaler measures in percent is requested by every container",
        Why = "Utilization is usage divided by request: if one container of the pod requests nothing, the autoscaler can't compute it and never scales.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details"),
        Checklist = "HPA",
    };

    private const string Utilization = "Utilization";

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        context.Graph.TargetOf(candidate) is not null && Metrics(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var target = context.Graph.TargetOf(candidate)!;
        foreach (var (node, resource, name) in Metrics(candidate))
        {
            if (name is not null)
            {
                var container = target.LongRunningContainers.FirstOrDefault(container => container.Name == name);
                if (container is null || !ScalableAmount.IsRequested(container, resource, context.Graph))
                {
                    yield return Report(candidate, node, container is null
                        ? $"The autoscaler measures {resource} of the container {name}, which {target.Object} does not have."
                        : $"The autoscaler measures {resource} of the container {name} in percent, but that container of {target.Object} requests none.");
                }
            }
            else if (ScalableAmount.Unrequested(target, resource, context.Graph) is { Count: > 0 } lacking)
            {
                var names = string.Join(", ", lacking.Select(container => container.Called));
                yield return Report(
                    candidate, node, $"The autoscaler measures {resource} in percent of what is requested, but {target.Object} requests none for {names}.");
            }
        }
    }

    // Without any metric the API server takes 80 % of CPU (HorizontalPodAutoscalerSpec).
    private static IEnumerable<(Node Node, string Resource, string? Container)> Metrics(KubernetesObject autoscaler)
    {
        if (autoscaler.Spec is not { } spec)
        {
            return [];
        }

        if (autoscaler.Kind == "ScaledObject")
        {
            return spec.Mappings("triggers").Where(IsUtilizationTrigger)
                .Select(trigger => ((Node)trigger, trigger.Text("type")!, trigger.Mapping("metadata")?.Text("containerName")));
        }

        return spec.Sequence("metrics") is { Items.Count: > 0 }
            ? spec.Mappings("metrics").SelectMany(Utilizations)
            : [((Node?)spec.Scalar("targetCPUUtilizationPercentage") ?? spec, "cpu", null)];
    }

    private static IEnumerable<(Node Node, string Resource, string? Container)> Utilizations(MappingNode metric)
    {
        if (metric.Mapping("resource") is { } resource && IsUtilization(resource) && resource.Text("name") is { } name)
        {
            yield return (metric, name, null);
        }

        if (metric.Mapping("containerResource") is { } own && IsUtilization(own) && own.Text("name") is { } measured)
        {
            yield return (metric, measured, own.Text("container") ?? "");
        }
    }

    // KEDA's cpu and memory scalers; the type was once written in the metadata.
    private static bool IsUtilizationTrigger(MappingNode trigger) =>
        trigger.Text("type") is "cpu" or "memory"
        && (trigger.Text("metricType") ?? trigger.Mapping("metadata")?.Text("type") ?? Utilization) == Utilization;

    private static bool IsUtilization(MappingNode metric) =>
        metric.Scalar("targetAverageUtilization") is not null || metric.Mapping("target")?.Scalar("averageUtilization") is not null;
}
