using System.Text.Json;

namespace MicroService.Advisor.Reading;

/// <summary>
/// Tells manifests from the other YAML and JSON of a folder, such as a chart's values or a pipeline, without reading all of it.
/// </summary>
public static class ManifestText
{
    private static readonly byte[][] Fields = [[.. "apiVersion"u8], [.. "kind"u8]];

    /// <summary>True if a document has an <c>apiVersion</c> or a <c>kind</c> at its top.</summary>
    public static bool HasObject(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            text = text[3..];
        }

        var first = text.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && text[first] == (byte)'{' && IsJson(text, out var hasField) ? hasField : HasYamlObject(text);
    }

    private static bool IsJson(ReadOnlySpan<byte> text, out bool hasField)
    {
        hasField = false;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                hasField |= reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1
                    && (reader.ValueTextEquals("apiVersion"u8) || reader.ValueTextEquals("kind"u8));
            }

            return true;
        }
        catch (JsonException)
        {
            // A manifest with a mistake is reported as such; anything else, such as JSON with comments, is none.
            return hasField;
        }
    }

    // Keys at the top of a document stand where its first key does.
    private static bool HasYamlObject(ReadOnlySpan<byte> text)
    {
        var top = -1;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.StartsWith("---"u8))
            {
                top = -1;
                line = line[3..];
            }

            var indent = line.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
            if (indent < 0 || line[indent] is (byte)'#' or (byte)'%')
            {
                continue;
            }

            top = top < 0 ? indent : top;
            if (indent == top && (IsField(line[indent..]) || IsFlow(line[indent..])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsField(ReadOnlySpan<byte> line)
    {
        var key = line.TrimStart("\"'"u8);
        foreach (var field in Fields)
        {
            if (key.StartsWith(field) && key[field.Length..].TrimStart("\"'"u8).TrimStart(" \t"u8).StartsWith(":"u8))
            {
                return true;
            }
        }

        return false;
    }

    // {apiVersion: v1, kind: …} on one line; the reader decides.
    private static bool IsFlow(ReadOnlySpan<byte> line) => line[0] == (byte)'{' && (line.IndexOf(Fields[0]) >= 0 || line.IndexOf(Fields[1]) >= 0);
}
