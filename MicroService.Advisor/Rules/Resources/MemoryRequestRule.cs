using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Containers say how much memory they need.</summary>
public sealed class MemoryRequestRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "memory-request",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Containers request memory",
        Why = "Without a request the pod may land on a node that has no memory left, and is among the first to be evicted when it runs out.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["unset-memory-requirements"],
            KubeScore = ["container-resources"],
            Polaris = ["memoryRequestsMissing"],
        },
        FixSummary = "Requests what the limit allows, as Kubernetes itself does; without a limit only measuring tells.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && !container.Workload.DeclaresForPod("requests", "memory");

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Request("memory") is not { Value: > 0 } && !container.IsRequestUnreadable("memory")
            && !ContainerDefaults.FillRequest(container, "memory", context.Graph))
        {
            yield return Report(
                container, ResourceRequest.Holder(container, "requests"), ResourceRequest.Missing(container, "memory"), ResourceRequest.FromLimit(container, "memory"));
        }
    }
}
