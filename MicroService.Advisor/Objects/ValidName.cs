namespace MicroService.Advisor.Objects;

/// <summary>The forms of names that Kubernetes knows.</summary>
/// <remarks>Kubernetes: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go.</remarks>
internal static class ValidName
{
    /// <summary>The longest label of a host name, label value, or name part of a label key, in characters.</summary>
    public const int LongestLabel = 63;

    /// <summary>The longest host name, in characters.</summary>
    public const int LongestSubdomain = 253;

    /// <summary>A label as of RFC 1123: <c>[a-z0-9]([-a-z0-9]*[a-z0-9])?</c>, at most 63 characters.</summary>
    public static bool IsDnsLabel(ReadOnlySpan<char> name) => name.Length <= LongestLabel && HasForm(name, static character => IsLower(character) || character == '-', IsLower);

    /// <summary>A label as of RFC 1035, which begins with a letter: <c>[a-z]([-a-z0-9]*[a-z0-9])?</c>.</summary>
    public static bool IsDns1035Label(ReadOnlySpan<char> name) => IsDnsLabel(name) && char.IsAsciiLetterLower(name[0]);

    /// <summary>Labels as of RFC 1123 with dots between them, at most 253 characters.</summary>
    public static bool IsDnsSubdomain(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > LongestSubdomain)
        {
            return false;
        }

        // A part may be longer than a label.
        foreach (var part in name.Split('.'))
        {
            if (!HasForm(name[part], static character => IsLower(character) || character == '-', IsLower))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A subdomain, or one behind the wildcard <c>*.</c></summary>
    public static bool IsHost(ReadOnlySpan<char> name) => IsDnsSubdomain(name.StartsWith("*.") ? name[2..] : name);

    /// <summary>The key of a label or annotation, or the like: a name, which a subdomain and <c>/</c> may precede.</summary>
    public static bool IsQualifiedName(ReadOnlySpan<char> name)
    {
        var slash = name.IndexOf('/');
        return slash < 0 ? IsNamePart(name) : IsDnsSubdomain(name[..slash]) && IsNamePart(name[(slash + 1)..]);
    }

    /// <summary>The value of a label: nothing, or a name part.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> value) => value.IsEmpty || IsNamePart(value);

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, letters and digits at both ends, at most 63 characters.</summary>
    public static bool IsNamePart(ReadOnlySpan<char> name) =>
        name.Length <= LongestLabel && HasForm(name, static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.', char.IsAsciiLetterOrDigit);

    /// <summary>A name in an expression: letters, digits and <c>_</c>, no digit first.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name) =>
        HasForm(name, static character => char.IsAsciiLetterOrDigit(character) || character == '_', static _ => true)
        && !char.IsAsciiDigit(name[0]);

    private static bool IsLower(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);

    private static bool HasForm(ReadOnlySpan<char> name, Func<char, bool> inner, Func<char, bool> outer)
    {
        if (name.IsEmpty || !outer(name[0]) || !outer(name[^1]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!inner(character))
            {
                return false;
            }
        }

        return true;
    }
}
