using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Long-running containers that take traffic say when they are ready for it.</summary>
public sealed class ReadinessProbeRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "readiness-probe",
        Category = RuleCategory.Probes,
        Severity = Severity.Danger,
        Title = "Containers that serve a port have a readiness probe",
        Why = "Without one a pod gets traffic as soon as its process runs and keeps getting it while it is overloaded or draining, so every rollout drops requests.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"),
        Checklist = "probes",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-readiness-probe"],
            KubeScore = ["pod-probes"],
            Polaris = ["readinessProbeMissing"],
        },
        FixSummary = "Adds a probe on the port that the container declares and a Service leads to; none where pods of a StatefulSet wait for each other.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true, Workload.IsLongRunning: true } && container.Ports.Any()
        // A native sidecar's port is often for its pod alone.
        && (!container.IsInit || ServedTraffic.Reaches(container, context.Graph));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Node.Mapping("readinessProbe") is null)
        {
            var wait = PeerWait.Of(container, context.Graph);
            yield return Report(
                container,
                container.Node,
                $"The container serves a port but has no readiness probe{(wait is null ? "" : $"; {wait}")}.",
                wait is null ? Fix(container, context.Graph) : null);
        }
    }

    private static Fix? Fix(Container container, ObjectGraph graph) =>
        PortProbe.Of(container, graph) is { } probe
            ? Fixes.Fix.Review("probe the declared port for readiness").Set(container.Node, ["readinessProbe"], probe)
            : null;
}
