using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MicroService.Advisor.Reporting;

/// <summary>Reports and the catalog as JSON in UTF-8.</summary>
public static class JsonReport
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = ReportJson.Readable.Options.Encoder, SkipValidation = true };

    /// <summary>Writes an audit.</summary>
    public static byte[] Write(AuditDocument audit) => Write(audit, int.MaxValue)!;

    /// <summary>Writes an audit; null if it would have more than <paramref name="limit"/> bytes.</summary>
    /// <remarks><c>SerializeToUtf8Bytes</c> would leave a buffer of the report's size in the shared pool for each thread.</remarks>
    public static byte[]? Write(AuditDocument audit, int limit)
    {
        var buffer = new ReportBuffer(limit);
        using var writer = new Utf8JsonWriter(buffer, Readable);
        try
        {
            JsonSerializer.Serialize(writer, audit, ReportJson.Readable.AuditDocument);
            writer.Flush();
            return buffer.ToArray();
        }
        catch (ReportTooLongException)
        {
            writer.Reset();
            return null;
        }
    }

    /// <summary>Writes an audit piece by piece.</summary>
    public static void Write(Stream output, AuditDocument audit)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(audit);
        // The document with its long lists empty, and each of them where it belongs.
        var rest = audit with { Objects = [], NotAudited = audit.NotAudited is null ? null : [], Findings = [], Suppressed = [] };
        var frame = JsonSerializer.SerializeToUtf8Bytes(rest, ReportJson.Readable.AuditDocument);
        var written = 0;
        var items = new ItemWriter(output);
        foreach (var (list, start) in StartsOfLists(frame))
        {
            items.Write(frame.AsSpan(written, start - written));
            written = start;
            switch (list)
            {
                case "objects":
                    items.WriteAll(audit.Objects, ReportJson.Readable.AuditedObject);
                    break;
                case "notAudited":
                    items.WriteAll(audit.NotAudited!, ReportJson.Readable.UnauditedObject);
                    break;
                case "findings":
                    items.WriteAll(audit.Findings, ReportJson.Readable.AuditFinding);
                    break;
                case "suppressed":
                    items.WriteAll(audit.Suppressed, ReportJson.Readable.AuditFinding);
                    break;
            }
        }

        items.Write(frame.AsSpan(written));
        items.Flush();
    }

    // The lists at the top of a document, and where their items begin.
    private static List<(string Name, int Start)> StartsOfLists(ReadOnlySpan<byte> document)
    {
        var starts = new List<(string, int)>();
        var reader = new Utf8JsonReader(document);
        var name = "";
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                name = reader.GetString()!;
            }
            else if (reader is { TokenType: JsonTokenType.StartArray, CurrentDepth: 1 })
            {
                starts.Add((name, (int)reader.BytesConsumed));
            }
        }

        return starts;
    }

    // Writes items one by one, those that are stored as they are.
    private sealed class ItemWriter(Stream output)
    {
        private const int Piece = 32 * 1024;

        private readonly ArrayBufferWriter<byte> _buffer = new(2 * Piece);
        private Utf8JsonWriter? _writer;

        public void Write(ReadOnlySpan<byte> text)
        {
            _buffer.Write(text);
            if (_buffer.WrittenCount >= Piece)
            {
                Flush();
            }
        }

        public void WriteAll<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type)
        {
            var separator = ReadOnlySpan<byte>.Empty;
            if (items is StoredList<T> stored)
            {
                foreach (var json in stored.Written())
                {
                    Write(separator);
                    Write(json.Span);
                    separator = ","u8;
                }

                return;
            }

            _writer ??= new Utf8JsonWriter(_buffer, Readable);
            foreach (var item in items)
            {
                Write(separator);
                _writer.Reset();
                JsonSerializer.Serialize(_writer, item, type);
                separator = ","u8;
            }
        }

        public void Flush()
        {
            output.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }
    }

    /// <summary>Writes the catalog.</summary>
    public static byte[] Write(RuleList rules) => JsonSerializer.SerializeToUtf8Bytes(rules, ReportJson.Readable.RuleList);

    /// <summary>Writes rules of the catalog as an array.</summary>
    public static byte[] Write(IReadOnlyList<RuleDocument> rules) =>
        JsonSerializer.SerializeToUtf8Bytes(rules, ReportJson.Readable.IReadOnlyListRuleDocument);

    /// <summary>Writes a rule of the catalog.</summary>
    public static byte[] Write(RuleDocument rule) => JsonSerializer.SerializeToUtf8Bytes(rule, ReportJson.Readable.RuleDocument);

    /// <summary>Reads what <see cref="Write(AuditDocument)"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not an audit.</exception>
    public static AuditDocument Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize(content, ReportJson.Readable.AuditDocument) ?? throw new JsonException("The stored audit is null.");
}
