namespace MicroService.Api.History;

/// <summary>The audits made so far. Every call throws <see cref="HistoryUnavailableException"/> while the database is down.</summary>
public interface IAuditHistory
{
    /// <summary>Adds an audit; adding the same id again changes nothing, so that a retry is safe.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>The audit with this id, or null.</summary>
    Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of at most <paramref name="limit"/> audits, newest first, older than <paramref name="after"/>.</summary>
    Task<AuditPage> ListAsync(AuditCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes at most <paramref name="limit"/> audits made before <paramref name="cutoff"/>, oldest first; answers how many.</summary>
    Task<int> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken);

    /// <summary>Asks the database for the cheapest answer that proves it serves this schema.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
