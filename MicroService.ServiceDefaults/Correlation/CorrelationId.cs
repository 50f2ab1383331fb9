using System.Buffers;
using System.Diagnostics;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>What a correlation id may look like, and how one is made.</summary>
public static class CorrelationId
{
    /// <summary>The header that carries it, in and out.</summary>
    public const string HeaderName = "X-Correlation-ID";

    /// <summary>The longest id accepted from a caller, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether an id from outside is safe to log, echo and send on: 1 to 128 of <c>[A-Za-z0-9._-]</c>.</summary>
    public static bool IsSane(string? id) =>
        id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>A new id: the trace id where there is a trace, so that one finds the other, else a UUID v7.</summary>
    public static string Create(TimeProvider time) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? activity.TraceId.ToHexString()
            : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
