using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>The numbers of probes make sense.</summary>
public sealed class ProbeTimingsRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "probe-timings",
        Category = RuleCategory.Probes,
        Severity = Severity.Warning,
        Title = "Probes have timings that one slow answer does not upset",
        Why = "A timeout longer than the period makes the period a fiction, a command seldom ends within a second on a busy node, and a liveness probe that gives up at once turns each pause into a restart.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes"),
        Checklist = "probes",
        FixSummary = "Makes periods, timeouts and thresholds longer, never shorter.",
    };

    private const long ExecSeconds = 5;
    private const long LeastTolerance = 10;
    private const long GoodTolerance = 30;

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => Probe.AllOf(container).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context) =>
        Probe.AllOf(container).Select(probe => Inspect(probe, container)).OfType<Finding>();

    // One finding a probe: after its fix the next look finds the next.
    private Finding? Inspect(Probe probe, Container container)
    {
        if (probe.Timeout > probe.Period)
        {
            return Report(
                container,
                probe.Node.Scalar("timeoutSeconds") ?? (Node)probe.Node,
                $"{probe.Field} waits {probe.Timeout} s for an answer but is due every {probe.Period} s.",
                Fix.Safe("probe as often as the timeout allows").Set(probe.Node, ["periodSeconds"], probe.Timeout));
        }

        if (probe is { IsExec: true, Timeout: 1 })
        {
            return Report(
                container,
                probe.Node.Scalar("timeoutSeconds") ?? (Node)probe.Node,
                $"{probe.Field} runs a command and gives it one second.",
                Fix.Safe("give the command five seconds")
                    .Set(probe.Node, ["timeoutSeconds"], ExecSeconds)
                    .Set(probe.Node, ["periodSeconds"], Math.Max(ExecSeconds, probe.Period)));
        }

        return probe.Field == "livenessProbe" && (probe.FailureThreshold < 2 || probe.Tolerance < LeastTolerance)
            ? Report(
                container,
                probe.Node.Scalar("failureThreshold") ?? (Node)probe.Node,
                $"The liveness probe kills the container after {probe.Tolerance} s, {(probe.FailureThreshold == 1 ? "on the first failure" : $"on {probe.FailureThreshold} failures")}.",
                Fix.Safe("restart only what fails for a while")
                    .Set(probe.Node, ["failureThreshold"], Math.Max(3, (GoodTolerance + probe.Period - 1) / probe.Period)))
            : null;
    }
}
