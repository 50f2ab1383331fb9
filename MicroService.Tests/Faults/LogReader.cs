using System.Text.Json;

namespace MicroService.Tests.Faults;

/// <summary>Looks through what a service logged while it was hurt.</summary>
internal static class LogReader
{
    private static readonly string[] Unforeseen = ["unhandled", "unexpectedly", "a task failed that nobody waited for"];

    /// <summary>What is wrong with these lines: no JSON, or a failure that nobody foresaw.</summary>
    public static IEnumerable<string> Explain(IEnumerable<string> output, IEnumerable<string> error) =>
        output.Select(Explain).Concat(error.Select(line => $"On standard error: {line}")).OfType<string>().Distinct().Take(5);

    private static string? Explain(string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            var (severity, message) = (entry.RootElement.GetProperty("severity").GetString()!, entry.RootElement.GetProperty("message").GetString()!);
            return severity is "Critical" or "CRITICAL" || Unforeseen.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase))
                ? $"Logged: {line}"
                : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            return $"No JSON line of the log's form: {line}";
        }
    }
}
