using System.Text.Json;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Writes the fields of an event and of its scopes, each name once; the event's own value wins.</summary>
internal sealed class JsonLineFields(Utf8JsonWriter json)
{
    private readonly HashSet<JsonEncodedText> _written = [];

    public void Reset() => _written.Clear();

    public void WriteScope(object? scope)
    {
        if (scope is IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            Write(fields);
        }
    }

    public void Write(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            var (name, value) = fields[index];
            Write(name, value);
        }
    }

    public void Write(string name, object? value)
    {
        if (value is null || IsNoise(name))
        {
            return;
        }

        var field = LogFieldNames.Of(name);
        if (_written.Add(field))
        {
            json.WritePropertyName(field);
            WriteValue(LogValue.Of(name, value));
        }
    }

    // The host's own scopes repeat what the fixed fields say, or what only Kestrel's own traces need.
    private static bool IsNoise(string name) =>
        name is "{OriginalFormat}" or "SpanId" or "TraceId" or "ParentId" or "RequestId" or "ConnectionId";

    private void WriteValue(object? value)
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
