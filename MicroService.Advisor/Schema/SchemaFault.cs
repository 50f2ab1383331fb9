using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Schema;

/// <summary>Something that the API server's schema has against an object.</summary>
/// <param name="Kind">What sort of fault it is.</param>
/// <param name="Node">The key or value at fault; for something that is missing, the mapping that lacks it.</param>
/// <param name="Message">What to write instead.</param>
/// <param name="Repair">How to put it right, where only one way is likely.</param>
internal sealed record SchemaFault(FaultKind Kind, Node Node, string Message, Repair? Repair = null);

/// <summary>A change that puts a fault right: another name for a field, or another value.</summary>
/// <param name="Owner">The mapping or sequence that changes.</param>
/// <param name="Key">The field; of a sequence, none.</param>
/// <param name="Old">The value that gives way; null if the field gets another name.</param>
/// <param name="New">The new name or value.</param>
internal sealed record Repair(Node Owner, string Key, Node? Old, ScalarNode New)
{
    /// <summary>Gives a field another name.</summary>
    public static Repair Rename(MappingNode owner, string key, string name) => new(owner, key, null, new ScalarNode(name, ScalarKind.String));

    /// <summary>Puts another scalar in the place of one.</summary>
    public static Repair Replace(Node old, string value, ScalarKind kind = ScalarKind.String) =>
        new(old.Parent!, old.Parent is MappingNode mapping ? mapping.KeyOf(old) : "", old, new ScalarNode(value, kind));

    /// <summary>
    /// Adds quotes to what must be a string, or removes those of a number or Boolean; null if that would not help. Other rules read the
    /// scalar as it was meant from then on.
    /// </summary>
    public static Repair? Requote(ScalarNode scalar, ShapeKind kind)
    {
        var meant = kind switch
        {
            ShapeKind.Text or ShapeKind.Enumeration => ScalarKind.String,
            ShapeKind.Int32 when ScalarResolver.ToInteger(scalar.Value) is >= int.MinValue and <= int.MaxValue => ScalarKind.Integer,
            ShapeKind.Int64 => ScalarKind.Integer,
            ShapeKind.Boolean => ScalarKind.Boolean,
            _ => ScalarKind.Null,
        };
        if (meant == ScalarKind.Null || scalar.Parent is null || scalar.Value.Length == 0
            || (meant != ScalarKind.String && (scalar.Kind != ScalarKind.String || ScalarResolver.Resolve(scalar.Value) != meant)))
        {
            return null;
        }

        scalar.Meant = meant;
        return Replace(scalar, scalar.Value, meant);
    }
}
