using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about a workload as a whole.</summary>
public abstract class WorkloadRule : Rule
{
    internal sealed override bool NeedsPods => true;

    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var workloads = candidate.Workloads;
        for (var i = 0; i < workloads.Count; i++)
        {
            if (AppliesTo(workloads[i], context))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return candidate.Workloads is [{ IsOfOperator: false } only] ? Inspect(only, context) : InspectAll(candidate.Workloads, context);
    }

    /// <summary>True if the rule has something to check on the workload.</summary>
    protected virtual bool AppliesTo(Workload workload, RuleContext context) => true;

    /// <summary>What is wrong with the workload.</summary>
    protected abstract IEnumerable<Finding> Inspect(Workload workload, RuleContext context);

    /// <summary>
    /// The finding, without its fix where an operator makes the pods: its kind's definition may not have the fields that the fix would set.
    /// </summary>
    internal static Finding WithFixFor(Workload workload, Finding finding) =>
        workload.IsOfOperator && finding.Fix is not null ? finding with { Fix = null } : finding;

    private IEnumerable<Finding> InspectAll(IReadOnlyList<Workload> workloads, RuleContext context) =>
        from workload in workloads
        where workloads.Count == 1 || AppliesTo(workload, context)
        from finding in Inspect(workload, context)
        select WithFixFor(workload, finding);

    private protected Finding Report(Workload workload, Node node, string message, Fix? fix = null) =>
        Report(workload.Object, node, message, fix);
}
