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
        FixSummary = "Adds a probe on the port that the container declares.",
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
            yield return Report(container, container.Node, "The container serves a port but has no readiness probe.", Fix(container));
        }
    }

    private static Fix? Fix(Container container) =>
        PortProbe.Of(container) is { } probe
            ? Fixes.Fix.Review("probe the declared port for readiness").Set(container.Node, ["readinessProbe"], probe)
            : null;
}
