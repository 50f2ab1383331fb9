namespace MicroService.Cluster.Discovery;

/// <summary>What a server has of a group and version.</summary>
/// <param name="Resources">Its resources; none if the server does not have it.</param>
/// <param name="Problem">Why the server does not say; null if it does.</param>
public sealed record ServedVersion(IReadOnlyList<ServedResource> Resources, string? Problem = null)
{
    /// <summary>The resource of a kind, or null.</summary>
    public ServedResource? Find(string kind) => Resources.FirstOrDefault(resource => resource.Kind == kind);
}

/// <summary>A resource that a server has.</summary>
/// <param name="Plural">Its name in paths.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
/// <param name="CanPatch">Whether its objects can be patched, and so applied.</param>
public sealed record ServedResource(string Plural, string Kind, bool IsNamespaced, bool CanPatch)
{
    /// <summary>The path of an object.</summary>
    /// <param name="apiVersion">Group and version.</param>
    /// <param name="ns">The namespace, if the resource is in one.</param>
    /// <param name="name">The object's name.</param>
    public string PathOf(string apiVersion, string ns, string name)
    {
        ArgumentNullException.ThrowIfNull(apiVersion);
        var place = IsNamespaced ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "";
        return $"{ApiDiscovery.PathOf(apiVersion)}{place}/{Plural}/{Uri.EscapeDataString(name)}";
    }
}
