using System.Security.Cryptography;
using System.Text;

namespace MicroService.Publishing.Names;

/// <summary>DNS labels that start with a letter (RFC 1035), which are valid names for every kind of object.</summary>
internal static class DnsLabel
{
    public const int Longest = 63;

    private const string Prefix = "app-";

    public static bool Is(string text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterLower(text[0]) && text[^1] != '-'
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    /// <summary>The label closest to a text; null if no character is allowed in a label.</summary>
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

    /// <summary>A label with a hash of <paramref name="text"/>, which makes it unique in practice.</summary>
    public static string WithHash(string label, string text, int longest = Longest)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 3));
        var room = longest - hash.Length - 1;
        return $"{(label.Length > room ? label[..room].TrimEnd('-') : label)}-{hash}";
    }
}
