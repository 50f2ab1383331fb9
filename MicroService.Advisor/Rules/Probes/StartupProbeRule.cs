using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Slow starts are not taken for hangs.</summary>
public sealed class StartupProbeRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "startup-probe",
        Category = RuleCategory.Probes,
        Severity = Severity.Warning,
        Title = "Containers with a liveness probe have a startup probe",
        Why = "Without one the liveness probe has to allow for the slowest start. On a busy node or a cold cache it kills containers that are still starting, again and again.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-startup-probes"),
        Checklist = "probes",
        FixSummary = "Adds a startup probe that asks what the liveness probe asks, with at least as much time as that gave, and half an hour for what keeps data, has a GPU or builds itself first; safe unless the container is a sidecar, whose startup probe holds back the application.",
    };

    private const long LeastSeconds = 60;

    // Recovering a store, or loading a model, is not to be interrupted.
    private const long LeastSecondsOfSlow = 1800;

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true, Workload.IsLongRunning: true } && Probe.Of(container, "livenessProbe") is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (Probe.Of(container, "startupProbe") is null && Probe.Of(container, "livenessProbe") is { } liveness)
        {
            yield return Report(
                container,
                liveness.Node,
                $"The container has no startup probe, so the liveness probe kills it if it is not up within {liveness.Patience} s.",
                Proposed(container).Set(container.Node, ["startupProbe"], Startup(liveness, SlowStart.Has(container) ? LeastSecondsOfSlow : LeastSeconds)));
        }
    }

    // The kubelet starts the application only once a sidecar's startup probe succeeds (KEP-753): a path that goes through the application never
    // answers before.
    private static Fix Proposed(Container container)
    {
        const string Description = "give the container time to start";
        return container.IsSidecar ? Fix.Review(Description) : Fix.Safe(Description);
    }

    private static MappingNode Startup(Probe liveness, long least)
    {
        var period = Math.Max(liveness.IsExec ? 5 : 2, liveness.Timeout);
        // Whatever starts in time today must start in time with the new probe.
        var failures = (Math.Max(least, liveness.Patience) + period - 1) / period;
        return MappingNode.Of(
            (liveness.Handler!, liveness.Node.Mapping(liveness.Handler!)!.Clone()),
            ("periodSeconds", period),
            ("timeoutSeconds", liveness.Timeout),
            ("failureThreshold", Math.Min(failures, int.MaxValue)));
    }
}
