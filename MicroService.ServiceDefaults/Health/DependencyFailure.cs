using System.Data.Common;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Says what went wrong without host names, user names, statements or passwords: health answers are read by many.</summary>
internal static class DependencyFailure
{
    private const int MaxLength = 200;

    public static string Describe(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return $"{nameof(SocketException)}: {socket.SocketErrorCode}";
            }

            if (inner is DbException { SqlState: { Length: > 0 } state })
            {
                return $"{inner.GetType().Name}: SQLSTATE {state}";
            }

            if (inner is IExplainedFailure { Reason: { } reason })
            {
                return reason;
            }
        }

        return Innermost(exception).GetType().Name;
    }

    // What wraps it says who failed, not why.
    private static Exception Innermost(Exception exception) =>
        exception is AggregateException { InnerExceptions: [var first, ..] } ? Innermost(first)
        : exception.InnerException is { } inner ? Innermost(inner)
        : exception;

    public static string Describe(string description)
    {
        var redacted = SecretRedaction.Redact(description);
        return redacted.Length <= MaxLength ? redacted : string.Concat(redacted.AsSpan(0, MaxLength), "…");
    }
}

/// <summary>An exception that knows better than its type what is wrong with the dependency, in words that may be shown: no names of hosts or users, no secrets.</summary>
public interface IExplainedFailure
{
    /// <summary>The reason; null where the type says it all.</summary>
    string? Reason { get; }
}
