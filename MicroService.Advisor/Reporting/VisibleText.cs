using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Makes texts of manifests fit for a line of output: what would move the cursor, start a new line, turn the direction of reading or show
/// nothing at all is escaped, and what is too long to read is cut.
/// </summary>
public static partial class VisibleText
{
    // No name is longer, nor most image references with a digest.
    private const int LongestWord = 253;
    private const int LongestMessage = 600;
    private const int End = 60;

    /// <summary>The text on one line, with every invisible character as its escape, such as <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsVisible(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        for (var index = 0; index < text.Length; index++)
        {
            if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                index += rune.Utf16SequenceLength - 1;
                visible.Append(HiddenCharacters.Has(rune) ? Escape(rune.Value) : rune.ToString());
            }
            else
            {
                visible.Append(Escape(text[index]));
            }
        }

        return visible.ToString();
    }

    /// <summary>The same of a text of several lines: these stay, and so do tabs.</summary>
    public static string OfLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join('\n', text.Split('\n').Select(static line =>
            $"{string.Join('\t', line.TrimEnd('\r').Split('\t').Select(Of))}{(line.EndsWith('\r') ? "\r" : "")}"));
    }

    /// <summary>A message with the long values in it cut in their middle: a value of a megabyte in every finding helps nobody.</summary>
    public static string Cut(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Length <= LongestWord)
        {
            return message;
        }

        var words = LongWord().Replace(message, static word => Shorten(word.Value, LongestWord));
        return Shorten(words, LongestMessage);
    }

    /// <summary>The container of a finding in words; null if the finding is about none.</summary>
    /// <param name="container">The container's name, which may be empty.</param>
    /// <param name="pointer">The finding's pointer, which tells a container without a name from others.</param>
    public static string? Container(string? container, string pointer)
    {
        if (container is not "")
        {
            return container;
        }

        return ContainerPlace().Match(pointer) is { Success: true } place
            && int.TryParse(place.Groups["index"].ValueSpan, CultureInfo.InvariantCulture, out var index)
            ? Ordinal.Container(place.Groups["field"].Value, index)
            : "a container without a name";
    }

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // A pair of surrogates stays whole.
        var (head, tail) = (longest - End - 1, text.Length - End);
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text.AsSpan(0, head)}…{text.AsSpan(tail)}";
    }

    private static bool IsVisible(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static string Escape(int character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{character:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{character:x8}"),
    };

    [GeneratedRegex(@"\S{254,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongWord();

    [GeneratedRegex("/(?<field>containers|initContainers|ephemeralContainers)/(?<index>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ContainerPlace();
}
