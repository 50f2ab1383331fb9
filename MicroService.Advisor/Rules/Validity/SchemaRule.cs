using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>A rule about one sort of fault that the API server's schema finds. All share one look at the object.</summary>
public abstract class SchemaRule : Rule
{
    private protected SchemaRule(FaultKind kind) => Kind = kind;

    private protected FaultKind Kind { get; }

    /// <inheritdoc/>
    public sealed override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        // The fields of custom resources are not known, but for their metadata.
        return BuiltInGroups.Has(candidate.ApiVersion, candidate.Kind) || context.Schema.Finds(Kind, candidate);
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Schema.Finds(Kind, candidate))
        {
            return [];
        }

        // A version that is newer than all known ones may have what is unknown here.
        var severity = context.Schema.Version.IsKnown || Kind is FaultKind.Type or FaultKind.Missing ? Definition.Severity : Severity.Warning;
        return context.Schema.FaultsOf(candidate)
            .Where(fault => fault.Kind == Kind && !IsElsewhere(candidate))
            .Select(fault => Report(candidate, fault.Node, fault.Message, FixOf(fault), candidate.Workload?.ContainerAround(fault.Node)) with { Severity = severity });
    }

    /// <summary>Whether another rule reports the fault.</summary>
    private protected virtual bool IsElsewhere(KubernetesObject candidate) => false;

    private static Fix? FixOf(SchemaFault fault) => fault.Repair switch
    {
        { Owner: MappingNode owner, Old: null } repair => Fix.Review($"rename {repair.Key} to {repair.New}").Rename(owner, repair.Key, repair.New.Value),
        { Owner: MappingNode owner } repair => Fix.Review($"set {repair.Key} to {Written(repair.New)}").Set(owner, [repair.Key], repair.New),
        { Owner: SequenceNode owner, Old: { } old } repair => Fix.Review($"write {Written(repair.New)}").ReplaceItem(owner, old, repair.New),
        _ => null,
    };

    private static string Written(ScalarNode scalar) =>
        scalar.Kind == ScalarKind.String && ScalarResolver.Resolve(scalar.Value) != ScalarKind.String ? $"\"{scalar.Value}\"" : scalar.Value;
}
