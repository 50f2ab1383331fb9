using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Writes one JSON object a line: the fixed fields first, then the fields of the event and of its scopes.</summary>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-line";

    private const int KeptBufferBytes = 64 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Log collectors read UTF-8; escaping every non-ASCII letter only makes lines longer.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static JsonLineBuffer? _buffer;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Taken, not borrowed: a value whose ToString logs would otherwise write into the line that is under way.
        var buffer = _buffer ?? new JsonLineBuffer(WriterOptions);
        _buffer = null;

        Write(buffer, logEntry, scopeProvider);
        buffer.Writer.Flush();
        WriteTo(textWriter, buffer.Bytes.WrittenSpan);

        if (buffer.Bytes.Capacity <= KeptBufferBytes)
        {
            buffer.Reset();
            _buffer = buffer;
        }
    }

    private void Write<TState>(JsonLineBuffer buffer, in LogEntry<TState> entry, IExternalScopeProvider? scopes)
    {
        var json = buffer.Writer;
        json.WriteStartObject();
        json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime);
        json.WriteString("severity"u8, SeverityOf(entry.LogLevel));
        json.WriteString("component"u8, entry.Category);
        json.WriteString("message"u8, BoundedText.Redact(entry.Formatter(entry.State, entry.Exception), BoundedText.Message));
        if (CorrelationContext.CurrentId is { } correlation)
        {
            json.WriteString("correlation_id"u8, correlation);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("trace_id"u8, activity.TraceId.ToHexString());
            json.WriteString("span_id"u8, activity.SpanId.ToHexString());
        }

        if (entry.EventId.Name is { Length: > 0 } name)
        {
            json.WriteString("event"u8, name);
        }

        if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            buffer.Fields.Write(fields);
        }

        scopes?.ForEachScope(static (scope, fields) => fields.WriteScope(scope), buffer.Fields);
        buffer.Fields.Write("RequestPath", CorrelationContext.CurrentPath);
        if (entry.Exception is { } exception)
        {
            Write(json, exception);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartObject("exception"u8);
        json.WriteString("type"u8, exception.GetType().ToString());
        json.WriteString("message"u8, BoundedText.Redact(exception.Message, BoundedText.Field));
        json.WriteString("stack_trace"u8, BoundedText.Redact(exception.ToString(), BoundedText.StackTrace));
        json.WriteEndObject();
    }

    private static string SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private static void WriteTo(TextWriter writer, ReadOnlySpan<byte> utf8)
    {
        var characters = ArrayPool<char>.Shared.Rent(utf8.Length);
        var count = Encoding.UTF8.GetChars(utf8, characters);
        writer.Write(characters, 0, count);
        writer.Write('\n');
        ArrayPool<char>.Shared.Return(characters);
    }
}

/// <summary>What one line is written with; kept per thread and used again.</summary>
internal sealed class JsonLineBuffer
{
    public JsonLineBuffer(JsonWriterOptions options)
    {
        Bytes = new ArrayBufferWriter<byte>(1024);
        Writer = new Utf8JsonWriter(Bytes, options);
        Fields = new JsonLineFields(Writer);
    }

    public ArrayBufferWriter<byte> Bytes { get; }

    public Utf8JsonWriter Writer { get; }

    public JsonLineFields Fields { get; }

    public void Reset()
    {
        Bytes.ResetWrittenCount();
        Writer.Reset();
        Fields.Reset();
    }
}
