namespace MicroService.Publishing.Images;

/// <summary>
/// References with Docker Hub before another registry (<c>docker.io/ghcr.io/org/app</c>), as integrations write them for a
/// <c>WithImage</c> that names one.
/// </summary>
internal static class DoubledRegistry
{
    private const string Hub = "docker.io/";

    /// <summary>The reference without Docker Hub, whose namespaces have neither dots nor colons; the same if it names one registry.</summary>
    public static string Without(string reference)
    {
        if (!reference.StartsWith(Hub, StringComparison.Ordinal))
        {
            return reference;
        }

        var rest = reference[Hub.Length..];
        return rest.Split('/') is [var first, _, ..] && first.AsSpan().ContainsAny('.', ':') ? rest : reference;
    }
}
