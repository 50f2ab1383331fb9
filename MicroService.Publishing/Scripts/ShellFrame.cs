using System.Text.RegularExpressions;

namespace MicroService.Publishing.Scripts;

/// <summary>Something that is open at a place of a script.</summary>
internal sealed partial class ShellFrame(ShellFrame.Kind kind)
{
    internal enum Kind
    {
        /// <summary>Commands and their words: the script itself, <c>$(…)</c>, <c>(…)</c>.</summary>
        Command,

        /// <summary>The same within <c>$((…))</c>.</summary>
        Arithmetic,
        Backticks,
        Single,
        Double,

        /// <summary><c>$'…'</c>.</summary>
        Ansi,

        /// <summary><c>${…}</c>.</summary>
        Expansion,
        Comment,

        /// <summary>A here-document.</summary>
        Document,
    }

    public Kind What { get; } = kind;

    /// <summary>Of an expansion: whether it may hold text, as behind <c>:-</c>; else it is a pattern, a number or a name.</summary>
    public bool HoldsText { get; init; }

    /// <summary>Of a here-document: whether its text stands as it is.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>Of commands: the <c>case</c> without their <c>esac</c>, whose patterns have parentheses that close nothing.</summary>
    public int Cases { get; set; }

    /// <summary>Where its text begins, behind the last variable.</summary>
    public int Start { get; set; }

    /// <summary>Whether a variable was put in.</summary>
    public bool HasVariable { get; set; }

    /// <summary>An expansion whose name begins here.</summary>
    public static ShellFrame Expansion(string script, int at, Func<int, int, bool> hasPlaces)
    {
        var text = Text().Match(script, at);
        return new ShellFrame(Kind.Expansion) { HoldsText = text.Success && !hasPlaces(at, at + text.Length) };
    }

    /// <summary>Of <c>$'…'</c>: whether the text that goes on here may be part of an escape, or one ended it before.</summary>
    public bool EndsInEscape(string script, int at) => Escape().IsMatch(script[Start..at]);

    [GeneratedRegex(@"\G(?:[A-Za-z_]\w*|[0-9@*#?$!-]):?[-=?+]", RegexOptions.CultureInvariant)]
    private static partial Regex Text();

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\\(?:x[0-9A-Fa-f]{0,1}|u[0-9A-Fa-f]{0,3}|U[0-9A-Fa-f]{0,7}|[0-7]{1,2}|c)\z|\\(?:c|0|x0|u0|U0)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
