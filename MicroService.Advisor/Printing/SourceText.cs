namespace MicroService.Advisor.Printing;

/// <summary>Lines and gaps of a document's text.</summary>
internal sealed class SourceText(string text)
{
    public string Text => text;

    public int LineStart(int offset) => offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;

    public int ColumnOf(int offset) => offset - LineStart(offset);

    /// <summary>True if only spaces stand before the offset on its line.</summary>
    public bool StartsLine(int offset) => text.AsSpan(LineStart(offset), offset - LineStart(offset)).IndexOfAnyExcept(' ') < 0;

    /// <summary>True if the offset is the start of a line, so that the content before it has its own line ending.</summary>
    public bool IsLineStart(int offset) => offset > 0 && text[offset - 1] == '\n';

    /// <summary>Where the line of the offset ends, before its line ending; null if anything but a comment follows the offset.</summary>
    public int? LineEnd(int offset)
    {
        var end = text.IndexOf('\n', offset);
        end = end < 0 ? text.Length : end > offset && text[end - 1] == '\r' ? end - 1 : end;
        var rest = text.AsSpan(offset, end - offset);
        var content = rest.IndexOfAnyExcept(' ', '\t');
        return content < 0 || (content > 0 && rest[content] == '#') ? end : null;
    }

    /// <summary>The start of the line after the offset's, or the end of the text.</summary>
    public int NextLine(int offset)
    {
        var end = text.IndexOf('\n', offset);
        return end < 0 ? text.Length : end + 1;
    }

    /// <summary>The offset after the colon that stands before a value with only white space between, or null.</summary>
    public int? AfterColon(int valueStart)
    {
        var at = valueStart;
        while (at > 0 && text[at - 1] is (' ' or '\n' or '\r' or '\t'))
        {
            at--;
        }

        return at > 0 && text[at - 1] == ':' ? at : null;
    }

    /// <summary>The offset of the dash that starts a sequence item, or null.</summary>
    public int? DashBefore(int itemStart)
    {
        var at = itemStart - 1;
        while (at >= 0 && text[at] is (' ' or '\n' or '\r' or '\t'))
        {
            at--;
        }

        return at >= 0 && text[at] == '-' ? at : null;
    }
}
