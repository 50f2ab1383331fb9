using MicroService.Cluster.Kinds;

namespace MicroService.Cluster.Watching;

/// <summary>What one watch is about: a kind, in one namespace or in all of them.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; null for all, and for kinds without.</param>
public sealed record WatchPlace(ServedKind Kind, string? Namespace)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Kind.Kind.FullName : $"{Kind.Kind.FullName} of {Namespace}";
}

/// <summary>Where a watch goes on, as it is kept.</summary>
/// <param name="Kind">The kind, as roles have it.</param>
/// <param name="Version">The version of its API, such as <c>v1</c>.</param>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="At">The <c>resourceVersion</c> up to which everything was seen.</param>
public sealed record WatchPoint(string Kind, string Version, string? Namespace, string At);

/// <summary>A kind whose changes are not seen before the next scan.</summary>
/// <param name="Kind">The kind, as roles have it.</param>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="Reason">Why, in the words of the server.</param>
public sealed record UnwatchedKind(string Kind, string? Namespace, string Reason);
