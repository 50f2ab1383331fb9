using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>Pods have time to stop after their preStop hooks.</summary>
public sealed class GracePeriodRule : WorkloadRule
{
    private static readonly RuleParameter Rest =
        new("minimumSeconds", Default: 5, Least: 1, Most: 3600, "The least time that a process must have to stop after its preStop hook.");

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "grace-period",
        Category = RuleCategory.Lifecycle,
        Severity = Severity.Warning,
        Title = "The grace period leaves at least five seconds after preStop",
        Why = "The grace period runs from the start of the preStop hook. If the hook uses it up, the process gets SIGKILL with its requests, transactions and buffers open.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution"),
        Checklist = "graceful shutdown",
        FixSummary = "Makes the grace period 30 seconds longer than the longest preStop hook; safe unless the period is written as 0, or short without a hook.",
        Parameters = [Rest],
    };

    private const long DefaultSeconds = 30;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsLongRunning && (workload.PodSpec.Integer("terminationGracePeriodSeconds") is not null || Hooks(workload).Any());

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var longest = Hooks(workload).Select(hook => PreStopHook.SecondsOf(hook) ?? 0).DefaultIfEmpty(0).Max();
        var grace = workload.TerminationGracePeriodSeconds;
        var rest = Value(Rest, context);
        // In this form nothing overflows, whatever is written.
        if (grace >= rest && grace - rest >= longest)
        {
            yield break;
        }

        // Who writes so little without a hook, or 0, which is a forced deletion, wants the pod gone at once: a decision, where the other is a slip.
        const string Description = "give the pod time to stop after its preStop hooks";
        var fix = longest == 0 || grace == 0 ? Fix.Review(longest == 0 ? "give the pod time to stop" : Description) : Fix.Safe(Description);
        var node = workload.PodSpec.Scalar("terminationGracePeriodSeconds")
            ?? (Node)Hooks(workload).First(hook => (PreStopHook.SecondsOf(hook) ?? 0) == longest);
        yield return Report(
            workload,
            node,
            longest == 0
                ? $"The grace period of {grace} s is too short to finish anything before SIGKILL."
                : $"The preStop hook sleeps {longest} s of the {grace} s grace period, which leaves the process {Math.Max(0, grace - longest)} s to stop.",
            fix.Set(workload.PodSpec, ["terminationGracePeriodSeconds"], longest + Math.Max(rest, DefaultSeconds)));
    }

    private static IEnumerable<MappingNode> Hooks(Workload workload) =>
        workload.LongRunningContainers.Select(PreStopHook.Of).OfType<MappingNode>();
}
