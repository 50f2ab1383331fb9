namespace MicroService.Advisor.Manifests;

/// <summary>
/// Cuts a YAML stream at its document markers. A line that starts with <c>---</c> is one wherever it stands (YAML 1.2.2 §9.1.2),
/// so that one broken document doesn't hide the problems of the next.
/// </summary>
internal static class DocumentSplitter
{
    public static IEnumerable<TextDocument> Split(ReadOnlyMemory<byte> utf8)
    {
        var start = 0;
        var line = 1;
        var firstLine = 1;
        var lineStart = 0;
        var hasContent = false;
        while (lineStart < utf8.Length)
        {
            var rest = utf8[lineStart..];
            if (IsMarker(rest.Span))
            {
                // Comments and directives above the first marker belong to the first document.
                if (hasContent)
                {
                    yield return new TextDocument(utf8[start..lineStart], firstLine);
                    start = lineStart;
                    firstLine = line;
                }

                hasContent = true;
            }
            else if (!hasContent)
            {
                hasContent = !IsBlankOrComment(rest.Span);
            }

            var length = rest.Span.IndexOf((byte)'\n');
            var next = length < 0 ? utf8.Length : lineStart + length + 1;
            line += LineBreaks.Count(utf8.Span[lineStart..next]);
            lineStart = next;
        }

        yield return new TextDocument(utf8[start..], firstLine);
    }

    private static bool IsMarker(ReadOnlySpan<byte> line) =>
        line.StartsWith("---"u8) && (line.Length == 3 || line[3] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r');

    private static bool IsBlankOrComment(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOfAnyExcept((byte)' ', (byte)'\r');
        return first < 0 || line[first] is (byte)'\n' or (byte)'#' or (byte)'%';
    }
}
