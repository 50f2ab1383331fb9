using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>A rule about what a cluster said of an object (<see cref="AuditSettings.Verdicts"/>). It applies to objects that a cluster was asked about.</summary>
public abstract class VerdictRule : Rule
{
    private protected abstract ClusterVerdictKind Kind { get; }

    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return context.Settings.Verdicts.Count > 0 && context.Settings.Verdicts.ContainsKey(candidate.Root);
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return context.Settings.Verdicts[candidate.Root].Where(verdict => verdict.Kind == Kind)
            .Select(verdict => Report(candidate, verdict.Node, verdict.Message, container: candidate.Workload?.ContainerAround(verdict.Node)));
    }
}
