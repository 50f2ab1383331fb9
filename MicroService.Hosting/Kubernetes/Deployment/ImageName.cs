namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>The name of an image that is built.</summary>
/// <param name="Registry">The host with its port; null where no registry is named.</param>
/// <param name="Repository">The path in the registry.</param>
internal sealed record ImageName(string? Registry, string Repository, string Tag)
{
    private const string Nowhere = "localhost";

    /// <summary>The name without tag, as a kustomization's <c>images</c> has it.</summary>
    public string Name => $"{Registry ?? Nowhere}/{Repository}";

    /// <summary>Splits a reference that publishing made: it always has a host, and a tag.</summary>
    public static ImageName Of(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var colon = reference.LastIndexOf(':');
        var (name, tag) = colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
        var host = name[..slash];
        return new ImageName(host == Nowhere ? null : host, name[(slash + 1)..], tag);
    }

    /// <summary>The host of the registry that an image of anybody comes from.</summary>
    public static string HostOf(string reference)
    {
        var first = reference.Split('/')[0];
        var isHost = reference.Contains('/', StringComparison.Ordinal) && (first.AsSpan().ContainsAny('.', ':') || first == Nowhere);
        return isHost ? first : "docker.io";
    }
}
