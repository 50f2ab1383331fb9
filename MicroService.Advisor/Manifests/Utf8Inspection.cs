using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MicroService.Advisor.Manifests;

/// <summary>Finds the bytes that no YAML or JSON text may hold, before a parser sees them.</summary>
internal static class Utf8Inspection
{
    // YAML 1.2.2 §5.1: of C0, only tab, line feed and carriage return are printable.
    private static readonly SearchValues<byte> Control = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(code => code is not (9 or 10 or 13)).Select(code => (byte)code), 127]);

    /// <summary>Skips a UTF-8 byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text;

    /// <summary>Reports text that is UTF-16 or UTF-32, broken UTF-8, or holds control characters; false if it did.</summary>
    public static bool Accept(ReadOnlySpan<byte> text, ProblemList problems)
    {
        if (text.StartsWith(new byte[] { 0xFF, 0xFE }) || text.StartsWith(new byte[] { 0xFE, 0xFF }))
        {
            problems.Malformed("encoding", new Position(1, 1), "This is UTF-16 or UTF-32; save the file as UTF-8.");
            return false;
        }

        var before = problems.Count;
        if (!Utf8.IsValid(text))
        {
            ReportInvalid(text, problems);
        }

        for (var offset = 0; ;)
        {
            var next = text[offset..].IndexOfAny(Control);
            if (next < 0)
            {
                break;
            }

            offset += next;
            problems.Malformed("control-character", PositionOf(text, offset), $"The control character U+{text[offset]:X4} is not allowed; remove it or write it as an escape in double quotes.");
            // One a line is enough to find them all.
            var lineEnd = text[offset..].IndexOf((byte)'\n');
            if (lineEnd < 0 || problems.Count - before >= 100)
            {
                break;
            }

            offset += lineEnd;
        }

        return problems.Count == before;
    }

    private static void ReportInvalid(ReadOnlySpan<byte> text, ProblemList problems)
    {
        var line = 1;
        var reported = 0;
        while (text.Length > 0 && reported < 100)
        {
            var length = text.IndexOf((byte)'\n');
            var current = length < 0 ? text : text[..length];
            if (!Utf8.IsValid(current))
            {
                var offset = FirstInvalid(current);
                problems.Malformed("invalid-utf8", new Position(line, ColumnOf(current, offset)), $"The byte 0x{current[offset]:X2} is not valid UTF-8; save the file as UTF-8.");
                reported++;
            }

            text = length < 0 ? [] : text[(length + 1)..];
            line++;
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> line)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(line[offset..], out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }

    private static Position PositionOf(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Position(before.Count((byte)'\n') + 1, ColumnOf(before[lineStart..], offset - lineStart));
    }

    private static int ColumnOf(ReadOnlySpan<byte> line, int offset) => Encoding.UTF8.GetCharCount(line[..offset]) + 1;
}
