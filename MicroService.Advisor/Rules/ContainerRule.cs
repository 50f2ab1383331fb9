using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about each container of a workload; it applies to a workload if it applies to any of its containers.</summary>
public abstract class ContainerRule : Rule
{
    internal sealed override bool NeedsPods => true;

    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var workloads = candidate.Workloads;
        for (var i = 0; i < workloads.Count; i++)
        {
            var containers = workloads[i].Containers;
            for (var j = 0; j < containers.Count; j++)
            {
                if (AppliesTo(containers[j], context))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return candidate.Workloads is [{ IsOfOperator: false, Containers: [var only] }] ? Inspect(only, context) : InspectAll(candidate.Workloads, context);
    }

    /// <summary>True if the rule has something to check on the container; init containers come here, too.</summary>
    protected virtual bool AppliesTo(Container container, RuleContext context) => true;

    /// <summary>What is wrong with the container.</summary>
    protected abstract IEnumerable<Finding> Inspect(Container container, RuleContext context);

    private IEnumerable<Finding> InspectAll(IReadOnlyList<Workload> workloads, RuleContext context)
    {
        foreach (var workload in workloads)
        {
            foreach (var container in workload.Containers)
            {
                if (AppliesTo(container, context))
                {
                    foreach (var finding in Inspect(container, context))
                    {
                        yield return WorkloadRule.WithFixFor(workload, finding);
                    }
                }
            }
        }
    }

    private protected Finding Report(Container container, Node node, string message, Fix? fix = null) =>
        Report(container.Workload.Object, node, message, fix, container);
}
