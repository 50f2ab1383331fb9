using System.Text.Json;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Writes the fields of an event and of its scopes, each name once; the event's own value wins.</summary>
internal sealed class JsonLineFields(Utf8JsonWriter json)
{
    private readonly HashSet<JsonEncodedText> _written = [];

    public void Reset() => _written.Clear();

    public void WriteScope(object? scope)
    {
        // The correlation id has its own place in the line.
        if (scope is IReadOnlyList<KeyValuePair<string, object?>> fields and not CorrelationScope)
        {
            Write(fields);
        }
    }

    public void Write(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            var (name, value) = fields[index];
            if (value is null || IsNoise(name))
            {
                continue;
            }

            var field = LogFieldNames.Of(name);
            if (_written.Add(field))
            {
                json.WritePropertyName(field);
                Write(LogValue.Of(name, value));
            }
        }
    }

    // The host's own scopes repeat what the fixed fields say, or what only Kestrel's own traces need.
    private static bool IsNoise(string name) =>
        name is "{OriginalFormat}" or "SpanId" or "TraceId" or "ParentId" or "RequestId" or "ConnectionId";

    private void Write(object? value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case string[] items:
                json.WriteStartArray();
                Array.ForEach(items, json.WriteStringValue);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue((string?)value);
                break;
        }
    }
}
