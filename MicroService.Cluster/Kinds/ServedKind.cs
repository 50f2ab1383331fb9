namespace MicroService.Cluster.Kinds;

/// <summary>A kind that a server has.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Version">The version that the server prefers.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
public sealed record ServedKind(ResourceKind Kind, string Version, bool IsNamespaced)
{
    /// <summary>Group and version, as objects have it.</summary>
    public string ApiVersion => Kind.Group.Length == 0 ? Version : $"{Kind.Group}/{Version}";

    /// <summary>The path of its list: of a namespace, or of all for null.</summary>
    public string PathIn(string? ns) =>
        $"{(Kind.Group.Length == 0 ? "/api" : "/apis")}/{ApiVersion}{(ns is null ? "" : $"/namespaces/{Uri.EscapeDataString(ns)}")}/{Kind.Plural}";
}
