using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about each container of a workload; it applies to a workload if it applies to any of its containers.</summary>
public abstract class ContainerRule : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) =>
        candidate?.Workloads.Any(workload => workload.Containers.Any(container => AppliesTo(container, context))) ?? false;

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        from workload in candidate?.Workloads ?? []
        from container in workload.Containers
        where AppliesTo(container, context)
        from finding in Inspect(container, context)
        select WorkloadRule.WithFixFor(workload, finding);

    /// <summary>True if the rule has something to check on the container; init containers come here, too.</summary>
    protected virtual bool AppliesTo(Container container, RuleContext context) => true;

    /// <summary>What is wrong with the container.</summary>
    protected abstract IEnumerable<Finding> Inspect(Container container, RuleContext context);

    private protected Finding Report(Container container, Node node, string message, Fix? fix = null) =>
        Report(container.Workload.Object, node, message, fix, container);
}
