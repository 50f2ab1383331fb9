using System.Collections.Concurrent;
using System.Text.Json;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Turns the names of message templates into field names: <c>DrainDelay</c> becomes <c>drain_delay</c>.</summary>
internal static class LogFieldNames
{
    // Templates are constants, so the set is small; the bound keeps a caller with computed names from growing it.
    private const int Capacity = 2048;

    private static readonly ConcurrentDictionary<string, JsonEncodedText> Known = new(StringComparer.Ordinal);

    public static JsonEncodedText Of(string name)
    {
        if (Known.TryGetValue(name, out var field))
        {
            return field;
        }

        field = JsonEncodedText.Encode(SnakeCase(name));
        if (Known.Count < Capacity)
        {
            Known.TryAdd(name, field);
        }

        return field;
    }

    private static string SnakeCase(string name)
    {
        var field = string.Concat(JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Select(static character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return field switch
        {
            "timestamp" or "severity" or "component" or "message" or "correlation_id" or "trace_id" or "span_id" or "event" or "exception" => $"event_{field}",
            "" => "value",
            _ => field,
        };
    }
}
