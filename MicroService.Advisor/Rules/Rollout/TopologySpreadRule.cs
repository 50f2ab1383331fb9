using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

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
        Why = "Replicas on one node go down with it. The scheduler's built-in spreading is weak, a preference that a cluster's administrator can turn off, and a constraint or anti-affinity that does not select the workload's own pods spreads nothing.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-anti-affinity"],
            KubeScore = ["deployment-has-host-podantiaffinity", "statefulset-has-host-podantiaffinity", "pod-topology-spread-constraints"],
            Polaris = ["topologySpreadConstraint"],
        },
        Difference = "either way of spreading passes.",
        FixSummary = "Prefers nodes that run fewer of the workload's pods, without keeping a pod from running; gives a constraint that selects other pods the workload's own labels.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsReplicated && workload.Replicas is not 0 && ReplicaRange.Of(workload, context.Graph).Most > 1;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var constraints = workload.PodSpec.Mappings(Constraints).ToList();
        foreach (var constraint in constraints.Where(constraint => !SelectsItself(constraint, workload)))
        {
            yield return Report(
                workload, (Node?)constraint["labelSelector"] ?? constraint,
                constraint.Mapping("labelSelector") is null
                    ? "The constraint has no labelSelector, so it counts no pods and spreads nothing."
                    : "The constraint's labelSelector does not match the labels of these pods, so it spreads nothing of them. Select the workload's own pods.",
                Labels(workload) is { } labels ? Correct(constraint, labels) : null);
        }

        if (constraints.Count > 0)
        {
            yield break;
        }

        var antiAffinity = workload.PodSpec.Mapping("affinity")?.Mapping("podAntiAffinity");
        if (antiAffinity is not { Entries.Count: > 0 })
        {
            yield return Report(workload, workload.PodSpec, "Nothing asks the scheduler to put the replicas on different nodes.", Spread(workload));
        }
        else if (PodAffinityTerm.Of(antiAffinity).ToList() is { Count: > 0 } terms && !terms.Exists(term => term.Selects(workload, context.Graph)))
        {
            yield return Report(
                workload, antiAffinity,
                "The anti-affinity keeps the pods away from others, but not from each other: no term selects the labels and the namespace of these pods.", Spread(workload));
        }
    }

    private const string Constraints = "topologySpreadConstraints";

    // Without a selector nothing is counted; the keys of matchLabelKeys are the pods' own labels.
    private static bool SelectsItself(MappingNode constraint, Workload workload) =>
        constraint.Mapping("labelSelector") is { } selector && LabelSelector.Of(selector).Matches(workload.PodLabels);

    // A constraint that must hold may keep pods from running once it counts them.
    private static Fix Correct(MappingNode constraint, MappingNode labels)
    {
        const string Description = "have the constraint select the workload's own pods";
        return (constraint.Text("whenUnsatisfiable") == "ScheduleAnyway" ? Fix.Safe(Description) : Fix.Review(Description))
            .Set(constraint, ["labelSelector"], MappingNode.Of(("matchLabels", labels.Clone())));
    }

    private static Fix? Spread(Workload workload)
    {
        if (Labels(workload) is not { } labels)
        {
            return null;
        }

        return Fix.Safe("spread the replicas over nodes").Append(workload.PodSpec, [Constraints], MappingNode.Of(
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
