using System.Text.RegularExpressions;

namespace MicroService.Publishing.Scripts;

/// <summary>A here-document whose text is still to come.</summary>
/// <param name="Delimiter">The line that ends it.</param>
/// <param name="IsVerbatim">Whether its delimiter has quotes, so that the shell takes its text as it is.</param>
/// <param name="StripsTabs">Whether tabs before its lines do not count.</param>
/// <param name="Word">Its delimiter as it stands in the script.</param>
/// <param name="Start">Where that is.</param>
internal sealed partial record HereDocument(string Delimiter, bool IsVerbatim, bool StripsTabs, string Word, int Start)
{
    public int End => Start + Word.Length;

    /// <summary>Where the delimiter is in what was written.</summary>
    public int Written { get; init; }

    /// <summary>Reads what stands behind <c>&lt;&lt;</c>; null where it is not read here as the shell reads it.</summary>
    public static HereDocument? At(string script, int start)
    {
        var match = Beginning().Match(script, start);
        if (!match.Success)
        {
            return null;
        }

        var word = match.Groups["word"];
        var delimiter = Quotes().Replace(word.Value, "");
        return new HereDocument(delimiter, delimiter.Length < word.Length, match.Groups["tabs"].Success, word.Value, word.Index);
    }

    /// <summary>Where in the script its text ends that begins here, the delimiter's line left out.</summary>
    public int EndIn(string script, int start)
    {
        var (line, goesOn) = (start, false);
        while (line < script.Length)
        {
            var end = script.IndexOf('\n', line) is >= 0 and var at ? at : script.Length;
            var text = script.AsSpan(line, end - line);
            if (!goesOn && (StripsTabs ? text.TrimStart('\t') : text).SequenceEqual(Delimiter))
            {
                return line;
            }

            // Of a line that ends in a backslash, the next one is a part.
            goesOn = !IsVerbatim && (text.Length - text.TrimEnd('\\').Length) % 2 == 1;
            line = end + 1;
        }

        return script.Length;
    }

    [GeneratedRegex(@"\G(?<tabs>-)?[ \t]*(?<word>(?:[\w.\-]+|'[^'\n\\""$`]*'|""[^""\n\\'$`]*""|\\\w)+)(?=[ \t\n;&|()<>]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"['""\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Quotes();
}
