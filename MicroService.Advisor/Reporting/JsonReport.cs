using System.Text.Json;

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
    public static void Write(Stream output, AuditDocument audit) => JsonSerializer.Serialize(output, audit, ReportJson.Readable.AuditDocument);

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
