using System.Buffers;

namespace MicroService.Advisor.Objects;

/// <summary>Tells why a text is no image reference: the container runtime then never pulls anything, and the pod stays in InvalidImageName.</summary>
/// <remarks>distribution/reference: the grammar in reference.go, and ParseNormalizedNamed, which the kubelet reads images with.</remarks>
internal static class ImageGrammar
{
    private const int LongestName = 255;
    private const int LongestTag = 128;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> OfTag = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    private static readonly SearchValues<char> OfHost = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:[]");
    private static readonly (string Algorithm, int Length)[] Digests = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

    /// <summary>What is wrong with a reference, as the end of a sentence that begins with it, and what to do; null if nothing is.</summary>
    public static string? Explain(ImageReference image)
    {
        var name = image.Repository;
        if (name.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            return $"begins with {name[..(scheme + 3)]}, which is no part of a reference. Remove it.";
        }

        if (name.Length > LongestName)
        {
            return $"names a repository of {name.Length} characters, and it may have {LongestName}.";
        }

        return OfRepository(name) ?? OfTagOrNull(image.Tag) ?? OfDigestOrNull(image.Digest);
    }

    private static string? OfRepository(string name)
    {
        var parts = name.Split('/');
        var first = parts.Length > 1 && IsHost(parts[0]) ? 1 : 0;
        // The last colon behind the last slash begins the tag, so that another can only be that of a registry's port.
        var colon = name.LastIndexOf(':');
        var isPort = first == 1 && colon < parts[0].Length - 1 && !parts[0].AsSpan(colon + 1).ContainsAnyExcept(Digits);
        if (colon >= 0 && !isPort && !name.Contains(']', StringComparison.Ordinal))
        {
            return $"has {name[colon..]}, which is neither the port of a registry nor a tag: a tag has no slash and no colon.";
        }

        if (first == 1 && !IsHostName(parts[0]))
        {
            // What is no host may still be a part of the path, as long as it has no port.
            first = colon < 0 && IsComponent(parts[0]) ? 0 : 1;
        }

        if (first == 1 && !IsHostName(parts[0]))
        {
            return $"begins with {parts[0]}, which is no host of a registry.";
        }

        foreach (var part in parts.AsSpan(first))
        {
            if (part.Length == 0)
            {
                return "has a slash too many. Write one between two names, and none at an end.";
            }

            if (part.Any(char.IsAsciiLetterUpper))
            {
                return "has upper-case letters in the name of its repository, which must be lower-case.";
            }

            if (!IsComponent(part))
            {
                return $"has {part} in its name. Names have lower-case letters and digits, with single separators (. _ __ -) between them.";
            }
        }

        return parts.Length == 1 && name.Length == Digests[0].Length && !name.AsSpan().ContainsAnyExcept(Hexadecimal)
            ? "is a hash alone, and names no repository."
            : null;
    }

    // Everything before the first slash that looks like no name of Docker Hub's.
    private static bool IsHost(string part) =>
        part == "localhost" || part.AsSpan().ContainsAny('.', ':') || part.Any(char.IsAsciiLetterUpper);

    private static bool IsHostName(string host) =>
        host[0] == '[' ? !host.AsSpan().ContainsAnyExcept(OfHost)
        : !host.AsSpan().ContainsAnyExcept(OfHost) && host.Split(':')[0].Split('.').All(static label => label is not ("" or ['-', ..] or [.., '-']));

    // Letters and digits, between which there is a dot, one or two underscores, or any number of dashes.
    private static bool IsComponent(string part)
    {
        var separator = 0;
        for (var i = 0; i < part.Length; i++)
        {
            if (char.IsAsciiLetterLower(part[i]) || char.IsAsciiDigit(part[i]))
            {
                if (separator > 0 && !IsSeparator(part.AsSpan(i - separator, separator)))
                {
                    return false;
                }

                separator = 0;
            }
            else if (i == 0 || part[i] is not ('.' or '_' or '-'))
            {
                return false;
            }
            else
            {
                separator++;
            }
        }

        return separator == 0;
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');

    private static string? OfTagOrNull(string? tag) =>
        tag is null ? null
        : tag.Length == 0 ? "ends with a colon and has no tag behind it."
        : tag.Length > LongestTag ? $"has a tag of {tag.Length} characters, and a tag may have {LongestTag}."
        : tag.Contains('+', StringComparison.Ordinal) ? $"has the tag {tag}, and a tag can't have a +. Write _ or - for it."
        : tag[0] is '.' or '-' || tag.AsSpan().ContainsAnyExcept(OfTag)
            ? $"has the tag {tag}. A tag has letters, digits, dots, dashes and underscores, and begins with neither a dot nor a dash."
        : null;

    private static string? OfDigestOrNull(string? digest)
    {
        if (digest is null)
        {
            return null;
        }

        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        var hash = digest[(colon + 1)..];
        return colon > 0 && Array.Exists(Digests, known => known.Algorithm == digest[..colon] && known.Length == hash.Length)
            && !hash.AsSpan().ContainsAnyExcept(Hexadecimal)
                ? null
                : "has a digest that is none: it is sha256: and 64 digits, in lower case.";
    }
}
