using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Deployments that serve traffic grow and shrink with it.</summary>
public sealed class HpaExistsRule : WorkloadRule
{
    // Room for a peak of three times the usual load; a person lowers it where the budget is smaller.
    private const int Headroom = 3;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "hpa-exists",
        Category = RuleCategory.Scaling,
        Severity = Severity.Warning,
        Title = "Deployments that serve traffic have an autoscaler",
        Why = "A fixed number of pods is too small at the peak, when requests queue and time out, and paid for in vain at night.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"),
        Checklist = "HPA",
        FixSummary = "Adds a HorizontalPodAutoscaler from the written replicas (at least 2) to three times as many, at 70 % of the requested CPU; "
            + "none while a container requests no CPU, as there is nothing to compute from.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload is { Kind: "Deployment", Replicas: not 0 }
        && ServedTraffic.Reaches(workload, context.Graph)
        // A controller's ports are for its probes and metrics unless a Service leads to them.
        && (context.Graph.ServicesOf(workload).Count > 0 || !Leadership.IsActing(workload))
        && !context.Graph.IsRunByRollout(workload)
        && !SingleInstance.Is(workload, context.Graph)
        && !IsSizedVertically(workload, context.Graph);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (context.Graph.ScalersOf(workload).Any())
        {
            yield break;
        }

        var pods = workload.Replicas is > 1 and var replicas ? $"{replicas} pods" : "one pod";
        var lacking = ScalableAmount.Unrequested(workload, "cpu", context.Graph);
        var obstacle = lacking.Count == 0 ? "" : $", and an autoscaler could not tell: {Names(lacking)} requests no CPU";
        var doubt = SingleInstance.Doubt(workload, context.Graph);
        yield return Report(
            workload, workload.Object.Anchor,
            $"The Deployment serves traffic from {pods} whatever the load, as nothing scales it{obstacle}{(doubt is null ? "" : $"; {doubt}")}.",
            lacking.Count == 0 && doubt is null ? Fix(workload, context.Graph) : null);
    }

    private static Fix? Fix(Workload workload, ObjectGraph graph)
    {
        if (workload.Object.Metadata?.Text("name") is not { Length: > 0 } name)
        {
            return null;
        }

        var least = Math.Clamp(workload.Replicas ?? 1, 2, int.MaxValue / Headroom);
        var free = graph.FreeName("HorizontalPodAutoscaler", workload.Object.Namespace, name);
        return Fixes.Fix.Review($"add an autoscaler for {least} to {least * Headroom} pods at 70 % of the requested CPU")
            .AddObject(workload.Object, () => Make(workload, name, free, least));
    }

    private static MappingNode Make(Workload workload, string target, string name, long least)
    {
        var metadata = MappingNode.Of(("name", name));
        if (workload.Object.WrittenNamespace is { } ns)
        {
            metadata.Set("namespace", ns);
        }

        if (workload.Object.Labels is { Entries.Count: > 0 } labels)
        {
            metadata.Set("labels", Fresh.Copy(labels));
        }

        return MappingNode.Of(
            ("apiVersion", "autoscaling/v2"),
            ("kind", "HorizontalPodAutoscaler"),
            ("metadata", metadata),
            ("spec", MappingNode.Of(
                ("scaleTargetRef", MappingNode.Of(("apiVersion", "apps/v1"), ("kind", workload.Kind), ("name", target))),
                ("minReplicas", least),
                ("maxReplicas", least * Headroom),
                ("metrics", SequenceNode.Of(MappingNode.Of(
                    ("type", "Resource"),
                    ("resource", MappingNode.Of(
                        ("name", "cpu"),
                        ("target", MappingNode.Of(("type", "Utilization"), ("averageUtilization", 70)))))))),
                ("behavior", MappingNode.Of(
                    ("scaleDown", MappingNode.Of(
                        ("stabilizationWindowSeconds", 300),
                        ("policies", SequenceNode.Of(MappingNode.Of(("type", "Percent"), ("value", 50), ("periodSeconds", 60)))))))))));
    }

    // Scaling on CPU and resizing CPU at once chase each other (VerticalPodAutoscaler's documented limitation).
    private static bool IsSizedVertically(Workload workload, ObjectGraph graph) =>
        graph.VerticalScalersOf(workload).Any(scaler => scaler.Spec?.Mapping("updatePolicy")?.Text("updateMode") != "Off");

    private static string Names(IReadOnlyList<Container> containers) => string.Join(", ", containers.Select(container => container.Called));
}
