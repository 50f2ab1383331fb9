using MicroService.Cluster.Kinds;

namespace MicroService.Cluster.Lists;

/// <summary>Sees what a <see cref="ListReader"/> reads, so that a watch can go on from there.</summary>
internal interface IListObserver
{
    /// <summary>A list was begun; its objects are at least as new as this version.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for all, and for kinds without.</param>
    /// <param name="version">The list's <c>resourceVersion</c>; null if the server gave none.</param>
    void Begin(ServedKind kind, string? ns, string? version);

    /// <summary>An object of a list; a request that is sent again shows it again.</summary>
    void Add(ServedKind kind, ReadOnlySpan<byte> item);
}
