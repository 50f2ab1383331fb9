using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Memory that a container may use is reserved for it.</summary>
public sealed class MemoryRequestEqualsLimitRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "memory-request-equals-limit",
        Category = RuleCategory.Resources,
        Severity = Severity.Advice,
        Title = "Containers request as much memory as they may use",
        Why = "Memory can't be taken back: between request and limit the container uses what the node may have promised to others, and one of them is killed when all want it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-memory-requests-equal-limits", "container-resource-requests-equal-limits"],
        },
        Difference = "only memory is compared. It can't be taken back from a container, as CPU can.",
        FixSummary = "Raises the request to the limit, never the other way round; nodes must have room for it.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && container.Request("memory") is { Value: > 0 } && container.Limit("memory") is { Value: > 0 };

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var (request, limit) = (container.Request("memory")!.Value, container.Limit("memory")!.Value);
        if (request == limit
            || container.Node.At("resources", "requests", "memory") is not ScalarNode requested
            || container.Node.At("resources", "limits", "memory") is not ScalarNode limited)
        {
            yield break;
        }

        yield return request < limit
            ? Report(
                container, requested, $"The container may use {limited.Value} of memory but requests only {requested.Value}.",
                Fix.Review($"request the {limited.Value} of memory that the limit allows").Set(container.Node, ["resources", "requests", "memory"], Fresh.Copy(limited)))
            : Report(container, requested, $"The container requests {requested.Value} of memory, more than its limit of {limited.Value}: the API server refuses that.");
    }
}
