using System.Text;
using System.Text.RegularExpressions;

namespace MicroService.Advisor.Schema;

/// <summary>Regular expressions as the API server, which is written in Go, reads them.</summary>
/// <remarks>github.com/google/re2/wiki/Syntax.</remarks>
internal static class GoPattern
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    // Compiling a longer one may take minutes, and nobody writes it: it is not judged.
    private const int Longest = 10_000;

    private static readonly string[] Foreign = ["[[:", "[:", "\\p", "\\P", "\\Q", "(?", "\\x{", "\\C", "-["];

    private static readonly Regex Anything = new("", RegexOptions.CultureInvariant);

    /// <summary>Whether Go would refuse a pattern; false if it has what only Go knows, or more than 10,000 characters.</summary>
    public static bool IsBroken(string pattern) =>
        pattern.Length <= Longest && (LooksAround(pattern) || (!IsForeign(pattern) && !Parses(pattern)));

    /// <summary>The pattern in .NET; null for one that Go refuses, that only Go knows, or that has more than 10,000 characters.</summary>
    public static Regex? Compile(string pattern)
    {
        if (pattern.Length > Longest || IsForeign(pattern))
        {
            return null;
        }

        try
        {
            // Go lets every sign be escaped, .NET not the underscore. Like Go's, this engine takes time in proportion to the text.
            return new Regex(Unescaped(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Timeout);
        }
        catch (NotSupportedException)
        {
            // Too large for this engine, or what only .NET knows: anything matches.
            return Anything;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Parsing takes a fraction of compiling.
    private static bool Parses(string pattern)
    {
        try
        {
            _ = new Regex(Unescaped(pattern), RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // What .NET knows and Go does not: (?=…), (?!…), (?<=…), (?<!…) and \1.
    private static bool LooksAround(string pattern)
    {
        if (pattern.Contains("\\Q", StringComparison.Ordinal))
        {
            return false;
        }

        var classStart = -1;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            switch (pattern[i])
            {
                // Of two digits it is a character: \101.
                case '\\' when classStart < 0 && rest is [_, >= '1' and <= '9', ..] && rest is not [_, >= '1' and <= '7', >= '0' and <= '7', ..]:
                case '(' when classStart < 0 && rest is [_, '?', '=' or '!', ..] or [_, '?', '<', '=' or '!', ..]:
                    return true;
                case '\\':
                    i++;
                    break;
                case '[' when classStart < 0:
                    classStart = rest is [_, '^', ..] ? ++i : i;
                    break;
                // As the first of a class it stands for itself.
                case ']' when classStart >= 0 && i > classStart + 1:
                    classStart = -1;
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    // What Go writes or reads otherwise than .NET: classes, flags, names, and the subtraction of classes, which Go does not have.
    private static bool IsForeign(string pattern)
    {
        var rest = pattern.Replace("(?:", "(", StringComparison.Ordinal);
        return Array.Exists(Foreign, part => rest.Contains(part, StringComparison.Ordinal));
    }

    // An underscore behind an odd number of backslashes loses the last one.
    private static string Unescaped(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                text.Append(pattern[i + 1] == '_' ? "" : "\\").Append(pattern[++i]);
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString();
    }
}
