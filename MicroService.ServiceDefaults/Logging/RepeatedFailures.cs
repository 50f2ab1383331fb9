using System.Collections.Concurrent;
using System.Data.Common;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>
/// Decides which of many failures of one kind are worth a line with a stack trace: the first, and then one a minute with the number of the
/// others. While a dependency is down every request fails alike, and metrics count them.
/// </summary>
public sealed class RepeatedFailures(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Kinds are sources with types or SQLSTATEs: few, and nothing that a caller chooses.
    private readonly ConcurrentDictionary<string, Kind> _kinds = new();

    /// <summary>Whether to log this failure.</summary>
    /// <param name="source">What failed: failures of two sources are never of one kind.</param>
    /// <param name="exception">What happened; its innermost cause says which kind it is.</param>
    /// <param name="others">How many of its kind were not logged since the last one that was.</param>
    public bool IsDue(string source, Exception exception, out long others)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var cause = exception.GetBaseException();
        var kind = _kinds.GetOrAdd($"{source}: {(cause is DbException { SqlState: { } state } ? state : cause.GetType().FullName)}", static _ => new Kind());
        lock (kind)
        {
            others = kind.Skipped;
            if (kind.LoggedAt is { } loggedAt && time.GetElapsedTime(loggedAt) < Pause)
            {
                kind.Skipped++;
                return false;
            }

            (kind.LoggedAt, kind.Skipped) = (time.GetTimestamp(), 0);
            return true;
        }
    }

    private sealed class Kind
    {
        public long? LoggedAt { get; set; }

        public long Skipped { get; set; }
    }
}
