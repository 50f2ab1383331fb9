using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>Rollouts watch a new pod for a while before they go on.</summary>
public sealed class MinReadySecondsRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "min-ready-seconds",
        Category = RuleCategory.Lifecycle,
        Severity = Severity.Advice,
        Title = "Rollouts wait until a new pod has stayed ready for a while",
        Why = "By default a pod counts as available the moment it is ready. A version that crashes on its first requests then replaces all old pods before the first crash is seen.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds"),
        Checklist = "sane defaults",
        FixSummary = "Sets ten seconds.",
    };

    private const long Seconds = 10;

    // The progress deadline that a Deployment has if none is written (Deployment v1).
    private const long DefaultDeadline = 600;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
        && workload.Spec.Integer("replicas") is not 0
        && (workload.Spec.Mapping("strategy") ?? workload.Spec.Mapping("updateStrategy"))?.Text("type") is null or "RollingUpdate";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.Spec.Integer("minReadySeconds") is null or <= 0)
        {
            yield return Report(
                workload,
                workload.Spec.Scalar("minReadySeconds") ?? (Node)workload.Spec,
                "Rollouts go on the moment a new pod is ready, even if it crashes a second later.",
                Watch(workload));
        }
    }

    // Kubernetes takes no deadline that is not longer.
    private static Fix? Watch(Workload workload) =>
        workload.Kind == "Deployment" && (workload.Spec.Integer("progressDeadlineSeconds") ?? DefaultDeadline) <= Seconds
            ? null
            : Fix.Safe("watch new pods for ten seconds before going on").Set(workload.Spec, ["minReadySeconds"], Seconds);
}
