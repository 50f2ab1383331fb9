using System.Text.Json;

namespace MicroService.Advisor.Reporting;

/// <summary>Reports and the catalog as JSON in UTF-8.</summary>
public static class JsonReport
{
    /// <summary>Writes an audit.</summary>
    public static byte[] Write(AuditDocument audit) => JsonSerializer.SerializeToUtf8Bytes(audit, ReportJson.Readable.AuditDocument);

    /// <summary>Writes the catalog.</summary>
    public static byte[] Write(RuleList rules) => JsonSerializer.SerializeToUtf8Bytes(rules, ReportJson.Readable.RuleList);

    /// <summary>Reads what <see cref="Write(AuditDocument)"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not an audit.</exception>
    public static AuditDocument Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize(content, ReportJson.Readable.AuditDocument) ?? throw new JsonException("The stored audit is null.");
}
