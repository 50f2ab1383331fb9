using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MicroService.Advisor.Manifests;

/// <summary>Writes trees as JSON, two spaces a level, or as a text that they come from is written.</summary>
public static class JsonEmitter
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.eE+-");

    // What Utf8JsonWriter takes is more; what people write is less.
    private const int WidestIndent = 16;

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        // A file on disk is not an HTML page: keep <, > and & readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The tree as JSON.</summary>
    /// <param name="node">The tree.</param>
    /// <param name="like">A text whose indentation and line ends are kept; empty for the usual ones.</param>
    public static string Emit(Node node, ReadOnlySpan<char> like = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, OptionsLike(like)))
        {
            Write(writer, node);
        }

        return WithEscapes(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // Outside of strings, JSON has no invisible characters but line breaks and tabs.
    private static string WithEscapes(string json)
    {
        if (json.AsSpan().IndexOfAnyExceptInRange('\0', '~') < 0)
        {
            return json;
        }

        var text = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.IsAscii || !HiddenCharacters.Has(rune))
            {
                text.Append(rune);
                continue;
            }

            foreach (var unit in rune.ToString())
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
        }

        return text.ToString();
    }

    // The first line that is indented tells.
    private static JsonWriterOptions OptionsLike(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var end = text.IndexOf('\n');
        if (end < 0)
        {
            return Indented;
        }

        var line = text[(end + 1)..].TrimStart("\r\n");
        var width = line.IndexOfAnyExcept(' ', '\t');
        var isTab = width > 0 && line[0] == '\t';
        return Indented with
        {
            NewLine = end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n",
            IndentCharacter = isTab ? '\t' : ' ',
            IndentSize = width is > 0 and <= WidestIndent ? width : 2,
        };
    }

    internal static void Write(Utf8JsonWriter writer, Node node)
    {
        switch (node)
        {
            case MappingNode mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Name);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case SequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(writer, (ScalarNode)node);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ScalarNode scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(scalar.AsBoolean ?? false);
                break;
            // A raw value is written at the place of the writer, even on the line of another value.
            case ScalarKind.Integer or ScalarKind.Float when decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number.ToString(CultureInfo.InvariantCulture) == scalar.Value:
                writer.WriteNumberValue(number);
                break;
            case ScalarKind.Integer or ScalarKind.Float when IsJsonNumber(scalar.Value):
                writer.WriteRawValue(scalar.Value);
                break;
            case ScalarKind.Integer when scalar.AsInteger is { } whole:
                writer.WriteNumberValue(whole);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    // YAML's 017, 0x1f, .5 and 1_000 aren't JSON numbers.
    private static bool IsJsonNumber(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        return digits.Length > 0 && char.IsAsciiDigit(digits[0])
            && (digits.Length == 1 || digits[0] != '0' || digits[1] is '.' or 'e' or 'E')
            && digits.IndexOfAnyExcept(NumberCharacters) < 0
            && digits[^1] != '.'
            && !digits.Contains(".e", StringComparison.OrdinalIgnoreCase);
    }
}
