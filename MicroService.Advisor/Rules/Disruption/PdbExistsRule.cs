using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Disruption;

/// <summary>Replicated workloads lose one pod at a time when nodes drain.</summary>
public sealed class PdbExistsRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pdb-exists",
        Category = RuleCategory.Disruption,
        Severity = Severity.Warning,
        Title = "Workloads with more than one pod have a disruption budget",
        Why = "Without one a cluster upgrade may evict all pods of a workload at once, however many replicas it has.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/configure-pdb/"),
        Checklist = "lifecycle hooks",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["deployment-has-poddisruptionbudget", "statefulset-has-poddisruptionbudget"],
            Polaris = ["missingPodDisruptionBudget"],
        },
        FixSummary = "Adds a PodDisruptionBudget with the workload's own selector that lets one pod go at a time.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        // One pod alone can't be protected: a budget would do nothing or block every drain.
        workload is { Kind: "Deployment" or "StatefulSet", Replicas: not 0 } && ReplicaRange.Of(workload, context.Graph).Most > 1;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (!context.Graph.BudgetsOf(workload).Any())
        {
            yield return Report(
                workload, workload.Object.Anchor, $"No PodDisruptionBudget covers the {workload.Kind}'s pods, so a drain may evict all of them at once.",
                Fix(workload, context.Graph));
        }
    }

    private static Fix? Fix(Workload workload, ObjectGraph graph)
    {
        // Two budgets over one pod forbid its eviction, so the new one may cover this workload alone.
        if (workload.Object.Metadata?.Text("name") is not { Length: > 0 } name
            || workload.Spec.Mapping("selector") is not { } selector
            || LabelSelector.Of(selector) is not { IsEmpty: false } labels
            || !labels.Matches(workload.PodLabels)
            || graph.Select(labels, workload.Object.Namespace).Any(other => other.Kind != workload.Kind || other.Name != workload.Name))
        {
            return null;
        }

        var metadata = MappingNode.Of(("name", graph.FreeName("PodDisruptionBudget", workload.Object.Namespace, name)));
        if (workload.Object.WrittenNamespace is { } ns)
        {
            metadata.Set("namespace", ns);
        }

        if (workload.Object.Labels is { Entries.Count: > 0 } written)
        {
            metadata.Set("labels", Fresh.Copy(written));
        }

        var spec = MappingNode.Of(("maxUnavailable", 1));
        if (workload.Kind == "Deployment")
        {
            // Pods that are not ready may always go, or a crashing rollout blocks drains; a StatefulSet's may be catching up with its
            // quorum.
            spec.Set("unhealthyPodEvictionPolicy", "AlwaysAllow");
        }

        spec.Set("selector", Fresh.Copy(selector));
        return Fixes.Fix.Review("add a disruption budget that lets one pod go at a time").AddObject(workload.Object, MappingNode.Of(
            ("apiVersion", "policy/v1"), ("kind", "PodDisruptionBudget"), ("metadata", metadata), ("spec", spec)));
    }
}
