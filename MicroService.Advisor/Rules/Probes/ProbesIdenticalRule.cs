using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>An overloaded pod is taken out of traffic before it is killed.</summary>
public sealed class ProbesIdenticalRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "probes-identical",
        Category = RuleCategory.Probes,
        Severity = Severity.Warning,
        Title = "The liveness probe is more patient than a readiness probe that asks the same",
        Why = "If both ask the same with the same timeouts, a pod that is overloaded or waits for a dependency is killed the moment it leaves traffic. Its load goes to the others, which follow.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"),
        Checklist = "probes",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["pod-probes-identical"],
        },
        FixSummary = "Makes the liveness probe twice as patient as the readiness probe.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true, Workload.IsLongRunning: true }
        && Probe.Of(container, "livenessProbe") is not null && Probe.Of(container, "readinessProbe") is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var liveness = Probe.Of(container, "livenessProbe")!;
        var readiness = Probe.Of(container, "readinessProbe")!;
        if (!liveness.AsksTheSame(readiness, container) || liveness.Tolerance > readiness.Tolerance)
        {
            yield break;
        }

        var failures = (2 * readiness.Tolerance + liveness.Period - 1) / liveness.Period;
        yield return Report(
            container,
            liveness.Node,
            $"The liveness probe asks what the readiness probe asks and kills the container after {liveness.Tolerance} s, when readiness gives up after {readiness.Tolerance} s.",
            failures > int.MaxValue ? null : Fix.Safe("make the liveness probe twice as patient").Set(liveness.Node, ["failureThreshold"], failures));
    }
}
