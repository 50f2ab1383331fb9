using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MicroService.Advisor.Reporting;
using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>Completes the JSON of an <see cref="AuditDocument"/> without parsing it: written once, it is cached, stored and served as bytes.</summary>
internal static class AuditContent
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same document, marked as stale.</summary>
    public static ReadOnlyMemory<byte> MarkStale(ReadOnlySpan<byte> content)
    {
        var mark = "{\"stale\":true,"u8;
        var marked = new byte[mark.Length + content.Length - 1];
        mark.CopyTo(marked);
        content[1..].CopyTo(marked.AsSpan(mark.Length));
        return marked;
    }

    /// <summary>The same document with id, time, source and hash in front.</summary>
    public static ReadOnlyMemory<byte> Identify(ReadOnlySpan<byte> content, AuditSummary summary)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, summary.Id);
            writer.WriteString("createdAt"u8, summary.CreatedAt);
            writer.WriteString("source"u8, summary.Source);
            writer.WriteString("contentHash"u8, summary.ContentHash);
            writer.Flush();
        }

        // Both are objects with members: a comma takes the place of the second one's brace.
        buffer.Write(","u8);
        buffer.Write(content[1..]);
        return buffer.WrittenMemory;
    }
}
