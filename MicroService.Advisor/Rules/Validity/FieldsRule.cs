using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>
/// A rule about what the API server asks of the fields of some built-in kinds beyond their schema: the form of names, ranges, and fields
/// that need or exclude each other.
/// </summary>
/// <param name="kinds">The kinds, each with its group before it (<c>networking.k8s.io/Ingress</c>); those of the core group
/// without.</param>
public abstract class FieldsRule(params string[] kinds) : Rule
{
    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var (group, kind) = (candidate.Group, candidate.Kind);
        foreach (var known in kinds)
        {
            if (known.EndsWith(kind, StringComparison.Ordinal) && known.Length == group.Length + (group.Length > 0 ? 1 : 0) + kind.Length
                && known.StartsWith(group, StringComparison.Ordinal))
            {
                // What the server does not know it does not validate either.
                return SchemaTable.FindKind(candidate.ApiVersion, kind) is not null;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var faults = new FieldFaults(candidate, context.Schema);
        Check(candidate, faults);
        return faults.All.Select(fault => Report(candidate, fault.Node, fault.Message, fault.Fix));
    }

    private protected abstract void Check(KubernetesObject candidate, FieldFaults faults);
}
