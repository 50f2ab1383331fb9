using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about a workload as a whole.</summary>
public abstract class WorkloadRule : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context) =>
        candidate?.Workload is { } workload && AppliesTo(workload, context);

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        candidate?.Workload is { } workload ? Inspect(workload, context) : [];

    /// <summary>True if the rule has something to check on the workload.</summary>
    protected virtual bool AppliesTo(Workload workload, RuleContext context) => true;

    /// <summary>What is wrong with the workload.</summary>
    protected abstract IEnumerable<Finding> Inspect(Workload workload, RuleContext context);

    private protected Finding Report(Workload workload, Node node, string message, Fix? fix = null) =>
        Report(workload.Object, node, message, fix);
}
