using System.Security.Cryptography;
using System.Text;

namespace MicroService.Publishing.Cluster;

/// <summary>Names that every kind of object may have: DNS labels that start with a letter (RFC 1035), as Services want them.</summary>
internal static class DnsLabel
{
    public const int Longest = 63;

    private const string Prefix = "app-";

    public static bool Is(string text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterLower(text[0]) && text[^1] != '-'
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    /// <summary>The label nearest to a text; null where no character of it may be in one.</summary>
    public static string? From(string text, int longest = Longest)
    {
        var label = new StringBuilder();
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                label.Append(char.ToLowerInvariant(character));
            }
            else if (label.Length > 0 && label[^1] != '-')
            {
                label.Append('-');
            }
        }

        var name = label.ToString().TrimEnd('-');
        if (name.Length == 0)
        {
            return null;
        }

        name = char.IsAsciiDigit(name[0]) ? Prefix + name : name;
        return name.Length <= longest ? name : WithHash(name, text, longest);
    }

    /// <summary>A label that no other text has, for practical purposes: the hash of <paramref name="text"/> is part of it.</summary>
    public static string WithHash(string label, string text, int longest = Longest)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 3));
        var room = longest - hash.Length - 1;
        return $"{(label.Length > room ? label[..room].TrimEnd('-') : label)}-{hash}";
    }
}
