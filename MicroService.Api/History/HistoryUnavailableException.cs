using MicroService.ServiceDefaults.Health;
using Microsoft.Data.Sqlite;

namespace MicroService.Api.History;

/// <summary>The history's database does not answer, or not in time.</summary>
public sealed class HistoryUnavailableException : Exception, IExplainedFailure
{
    /// <summary>Without a cause.</summary>
    public HistoryUnavailableException()
        : this("The history does not answer.")
    {
    }

    /// <summary>With a message for the log.</summary>
    public HistoryUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the log and the driver's error.</summary>
    public HistoryUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>When it makes sense to ask again, if that is known: when the breaker lets a call try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is wrong, in words that may be shown; null where the driver's error says it.</summary>
    public string? Explanation { get; init; }

    // SQLite has numbers of its own, and no SQLSTATE.
    string? IExplainedFailure.Reason => Explanation is not null ? Explanation : InnerException is SqliteException { SqliteErrorCode: var code } ? $"{nameof(SqliteException)}: error {code}" : null;
}
