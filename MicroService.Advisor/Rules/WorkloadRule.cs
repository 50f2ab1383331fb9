using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about a workload as a whole.</summary>
public abstract class WorkloadRule : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) =>
        candidate?.Workloads.Any(workload => AppliesTo(workload, context)) ?? false;

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        from workload in candidate?.Workloads ?? []
        where candidate!.Workloads.Count == 1 || AppliesTo(workload, context)
        from finding in Inspect(workload, context)
        select WithFixFor(workload, finding);

    /// <summary>True if the rule has something to check on the workload.</summary>
    protected virtual bool AppliesTo(Workload workload, RuleContext context) => true;

    /// <summary>What is wrong with the workload.</summary>
    protected abstract IEnumerable<Finding> Inspect(Workload workload, RuleContext context);

    /// <summary>
    /// The finding, without its fix where an operator makes the pods: its kind's definition may not have the fields that the fix would set.
    /// </summary>
    internal static Finding WithFixFor(Workload workload, Finding finding) =>
        workload.IsOfOperator && finding.Fix is not null ? finding with { Fix = null } : finding;

    private protected Finding Report(Workload workload, Node node, string message, Fix? fix = null) =>
        Report(workload.Object, node, message, fix);
}
