using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Containers that hang are restarted.</summary>
public sealed class LivenessProbeRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "liveness-probe",
        Category = RuleCategory.Probes,
        Severity = Severity.Advice,
        Title = "Containers that serve a port have a liveness probe",
        Why = "A process that hangs without exiting stays as it is until someone notices: Kubernetes restarts only what exits or fails its liveness probe.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/"),
        Checklist = "probes",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-liveness-probe"],
            KubeScore = ["pod-probes"],
            Polaris = ["livenessProbeMissing"],
        },
        Difference = "its findings are advice. A process that ends when it fails needs no liveness probe, and a wrong one turns a slow "
            + "dependency into restarts.",
        FixSummary = "Adds a patient probe that the declared port takes connections, which no dependency can fail.",
    };

    private const int Patience = 6;

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true, Workload.IsLongRunning: true } && container.Ports.Any()
        // A native sidecar's port is often for its pod alone.
        && (!container.IsInit || ServedTraffic.Reaches(container, context.Graph));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (Probe.Of(container, "livenessProbe") is null)
        {
            yield return Report(
                container,
                container.Node.Mapping("livenessProbe") ?? container.Node,
                "The container has no liveness probe, so it is not restarted if it hangs.",
                // A port that opens only with the others would have the first pod killed meanwhile.
                PeerWait.Of(container, context.Graph) is null ? Watch(container, context.Graph) : null);
        }
    }

    private static Fix? Watch(Container container, ObjectGraph graph)
    {
        if (PortProbe.Of(container, graph) is not { } probe)
        {
            return null;
        }

        probe.Set("failureThreshold", Patience);
        return Fix.Review("probe the declared port for liveness").Set(container.Node, ["livenessProbe"], probe);
    }
}
