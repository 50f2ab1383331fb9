using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>Replicas don't all run on one node.</summary>
public sealed class TopologySpreadRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "topology-spread",
        Category = RuleCategory.Rollout,
        Severity = Severity.Advice,
        Title = "Replicas are spread over nodes",
        Why = "Replicas on one node go down with it. The scheduler's built-in spreading is weak, a preference that a cluster's administrator can turn off.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-anti-affinity"],
            KubeScore = ["deployment-has-host-podantiaffinity", "statefulset-has-host-podantiaffinity", "pod-topology-spread-constraints"],
            Polaris = ["topologySpreadConstraint"],
        },
        Difference = "either way of spreading passes.",
        FixSummary = "Prefers nodes that run fewer of the workload's pods, without keeping a pod from running.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsReplicated && workload.Replicas is not 0 && (workload.Replicas > 1 || context.Graph.ScalersOf(workload).Any());

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.PodSpec.Sequence("topologySpreadConstraints") is { Items.Count: > 0 }
            || workload.PodSpec.Mapping("affinity")?.Mapping("podAntiAffinity") is { Entries.Count: > 0 })
        {
            yield break;
        }

        yield return Report(workload, workload.PodSpec, "Nothing asks the scheduler to put the replicas on different nodes.", Spread(workload));
    }

    private static Fix? Spread(Workload workload)
    {
        if (Labels(workload) is not { } labels)
        {
            return null;
        }

        return Fix.Safe("spread the replicas over nodes").Append(workload.PodSpec, ["topologySpreadConstraints"], MappingNode.Of(
            ("maxSkew", 1),
            ("topologyKey", "kubernetes.io/hostname"),
            ("whenUnsatisfiable", "ScheduleAnyway"),
            ("labelSelector", MappingNode.Of(("matchLabels", labels.Clone())))));
    }

    // The selector's labels rather than all of the pods': those may hold a version, which would count each release for itself.
    private static MappingNode? Labels(Workload workload) =>
        workload.Spec.Mapping("selector")?.Mapping("matchLabels") is { Entries.Count: > 0 } selected
            && LabelSelector.Of(workload.Spec.Mapping("selector")).Matches(workload.PodLabels)
            ? selected
            : workload.PodLabels is { Entries.Count: > 0 } labels ? labels : null;
}
