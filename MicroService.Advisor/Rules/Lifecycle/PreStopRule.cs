using System.Runtime.CompilerServices;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>Containers keep serving until traffic has been led away from them.</summary>
public sealed class PreStopRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pre-stop",
        Category = RuleCategory.Lifecycle,
        Severity = Severity.Warning,
        Title = "Containers behind a Service wait before they stop",
        Why = "A pod gets SIGTERM at the same time as proxies and load balancers are told to leave it out, and those take seconds to follow. A process that stops at once refuses the requests that still arrive, so every rollout drops some.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"),
        Checklist = "lifecycle hooks",
        FixSummary = "Sleeps five seconds before SIGTERM (KEP-3960, Kubernetes 1.30 or later) and makes the grace period as much longer; safe unless that is written as 0.",
    };

    private const long PauseSeconds = 5;

    // Whether any container of a workload has a hook, which each of them asks.
    private static readonly ConditionalWeakTable<Workload, StrongBox<bool>> Hooked = [];

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsInit: false, Workload.IsLongRunning: true } && container.Ports.Any() && TakesTraffic(container, context);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (PreStopHook.Of(container) is not null)
        {
            yield break;
        }

        yield return Report(
            container,
            container.Node.Mapping("lifecycle") ?? container.Node,
            "The container has no preStop hook, so it may stop while requests are still on their way to it.",
            Pause(container));
    }

    // A container of a pod that no Service selects, or whose Service is for its metrics alone, drops nobody's requests.
    private static bool TakesTraffic(Container container, RuleContext context)
    {
        if (!context.Graph.OfKind("Service").Any())
        {
            return container.Ports.Any(port => !ServedTraffic.IsMonitoring(port));
        }

        var services = context.Graph.ServicesOf(container.Workload);
        if (services.Count == 0)
        {
            return false;
        }

        var isAlone = container.Workload.LongRunningContainers.Where(other => other.Ports.Any()).Take(2).Count() == 1;
        return isAlone
            ? ServedTraffic.IsServed(services)
            : services.SelectMany(service => service.Spec?.Mappings("ports") ?? []).Any(port => !ServedTraffic.IsMonitoring(port) && ServedTraffic.Reaches(port, container));
    }

    private static Fix? Pause(Container container)
    {
        var workload = container.Workload;
        if (workload.TerminationGracePeriodSeconds is < 0 or > int.MaxValue)
        {
            return null;
        }

        // Hooks of several containers run side by side, so the pod needs the pause only once.
        var hasHook = Hooked.GetValue(workload, static workload => new StrongBox<bool>(workload.Containers.Any(other => PreStopHook.Of(other) is not null)));
        var grace = hasHook.Value
            ? workload.TerminationGracePeriodSeconds
            : workload.TerminationGracePeriodSeconds + PauseSeconds;
        // Who writes 0 wants the pod gone at once.
        const string Description = "sleep five seconds before SIGTERM";
        return (workload.TerminationGracePeriodSeconds == 0 ? Fix.Review(Description) : Fix.Safe(Description))
            .Set(container.Node, ["lifecycle", "preStop"], MappingNode.Of(("sleep", MappingNode.Of(("seconds", PauseSeconds)))))
            .Set(workload.PodSpec, ["terminationGracePeriodSeconds"], grace);
    }
}
