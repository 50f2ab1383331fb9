namespace MicroService.Advisor.Objects;

/// <summary>What the API server takes as a name (Kubernetes documentation, Object Names and IDs).</summary>
internal static class ObjectName
{
    private const int LongestLabel = 63;

    private const int LongestSubdomain = 253;

    /// <summary>True for a DNS label (RFC 1123): the name of a container, volume or port.</summary>
    public static bool IsLabel(string name) =>
        name.Length is > 0 and <= LongestLabel && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>True for a DNS subdomain (RFC 1123): the name of most objects.</summary>
    public static bool IsSubdomain(string name) => name.Length <= LongestSubdomain && name.Split('.').All(IsLabel);
}
