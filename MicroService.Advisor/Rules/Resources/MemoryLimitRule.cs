using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Containers can't take the node's memory. CPU needs no such limit: too much of it is only slowed down.</summary>
public sealed class MemoryLimitRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "memory-limit",
        Category = RuleCategory.Resources,
        Severity = Severity.Danger,
        Title = "Containers have a memory limit",
        Why = "A container that leaks memory without a limit takes its node down and every other pod on it.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["unset-memory-requirements"],
            KubeScore = ["container-resources"],
            Polaris = ["memoryLimitsMissing"],
        },
        FixSummary = "Limits memory to what is requested; a container that has used more than it requested is killed at the limit, so look at its usage first.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && !container.Workload.DeclaresForPod("limits", "memory");

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Limit("memory") is { Value: > 0 } || container.IsUnreadable("limits", "memory")
            || ContainerDefaults.FillLimit(container, "memory", context.Graph))
        {
            yield break;
        }

        var holder = ResourceRequest.Holder(container, "limits");
        yield return container.Request("memory") is { Value: > 0 } && container.Node.At("resources", "requests", "memory") is ScalarNode request
            ? Report(
                container, holder, $"The container requests {request.Value} of memory but has no memory limit.",
                Fix.Review($"limit memory to the requested {request.Value}").Set(container.Node, ["resources", "limits", "memory"], Fresh.Copy(request)))
            : Report(container, holder, "The container has no memory limit, and no request tells how much it may need.");
    }
}
