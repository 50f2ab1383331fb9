using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>Rollouts watch a new pod for a while before they go on.</summary>
public sealed class MinReadySecondsRule : WorkloadRule
{
    private static readonly RuleParameter Least =
        new("minimumSeconds", Default: 1, Least: 1, Most: 3600, "The least time that a new pod must have stayed ready.");

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
        Parameters = [Least],
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
        var least = Value(Least, context);
        if ((workload.Spec.Integer("minReadySeconds") ?? 0) < least)
        {
            yield return Report(
                workload,
                workload.Spec.Scalar("minReadySeconds") ?? (Node)workload.Spec,
                workload.Spec.Integer("minReadySeconds") is > 0 and var seconds
                    ? $"Rollouts watch a new pod for {seconds} s; the settings ask for {least}."
                    : "Rollouts go on the moment a new pod is ready, even if it crashes a second later.",
                Watch(workload, Math.Max(Seconds, least)));
        }
    }

    // Kubernetes takes no deadline that is not longer.
    private static Fix? Watch(Workload workload, long seconds) =>
        workload.Kind == "Deployment" && (workload.Spec.Integer("progressDeadlineSeconds") ?? DefaultDeadline) <= seconds
            ? null
            : Fix.Safe($"watch new pods for {(seconds == Seconds ? "ten" : $"{seconds}")} seconds before going on").Set(workload.Spec, ["minReadySeconds"], seconds);
}
