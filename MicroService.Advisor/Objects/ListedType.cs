using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>What the items of a list are: the API answers with a <c>PodList</c> whose items say neither apiVersion nor kind.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind of the items.</param>
public sealed record ListedType(string ApiVersion, string Kind)
{
    private const string List = "List";

    /// <summary>The type that a list says; null for a <c>List</c> of anything, and for what is not a list.</summary>
    public static ListedType? Of(MappingNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return ObjectGraph.IsList(root) ? Of(root.Text("apiVersion"), root.Text("kind")) : null;
    }

    /// <summary>The type that a list of this type says; null for a <c>List</c> of anything.</summary>
    public static ListedType? Of(string? apiVersion, string? kind) =>
        kind is { Length: > 4 } && apiVersion is { Length: > 0 } ? new ListedType(apiVersion, kind[..^List.Length]) : null;

    /// <summary>The type, if an item does not say itself what it is.</summary>
    public ListedType? For(MappingNode item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Has("apiVersion") || item.Has("kind") ? null : this;
    }
}
