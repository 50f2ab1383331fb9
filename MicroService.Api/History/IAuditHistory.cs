namespace MicroService.Api.History;

/// <summary>The audits made so far. Every call throws <see cref="HistoryUnavailableException"/> while the database is down.</summary>
public interface IAuditHistory
{
    /// <summary>Adds an audit; adding the same id again changes nothing, so that a retry is safe.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>The audit with this id, or null.</summary>
    Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of at most <paramref name="limit"/> audits, newest first, older than <paramref name="after"/>.</summary>
    /// <param name="owner">Whose audits; null for all owners.</param>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<AuditPage> ListAsync(string? owner, AuditCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>The newest audits with this name, newest first.</summary>
    /// <param name="owner">Whose audits; null for all owners.</param>
    /// <param name="source">The name that the caller gave.</param>
    /// <param name="limit">The most audits; at least 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReadOnlyList<AuditSummary>> ListNamedAsync(string? owner, string source, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes an audit; false if the owner has none with this id.</summary>
    Task<bool> DeleteAsync(Guid id, string owner, CancellationToken cancellationToken);

    /// <summary>Removes at most <paramref name="limit"/> audits made before <paramref name="cutoff"/>, oldest first; answers what that was.</summary>
    Task<PrunedAudits> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken);

    /// <summary>Gives the disk back what pruning left empty, as far as the database can.</summary>
    Task GiveBackAsync(CancellationToken cancellationToken);

    /// <summary>How much there is; unless <paramref name="isExact"/>, of large tables an estimate.</summary>
    Task<HistorySize> MeasureAsync(bool isExact, CancellationToken cancellationToken);

    /// <summary>Asks the database for the cheapest answer that proves it serves this schema.</summary>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>Asks whether the database takes writes; after one that failed, by a write of the same size that leaves nothing behind.</summary>
    Task PingWritesAsync(CancellationToken cancellationToken);
}
