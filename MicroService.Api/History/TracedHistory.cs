using System.Diagnostics;

namespace MicroService.Api.History;

/// <summary>Makes each call to SQLite a client's span, by OpenTelemetry's conventions for databases; PostgreSQL's driver does that itself.</summary>
internal sealed class TracedHistory(IAuditHistory history) : IAuditHistory
{
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        TraceAsync("INSERT", async () =>
        {
            await history.AddAsync(entry, cancellationToken).ConfigureAwait(false);
            return true;
        });

    public Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        TraceAsync("SELECT", () => history.FindAsync(id, cancellationToken));

    public Task<AuditPage> ListAsync(string? owner, AuditCursor? after, int limit, CancellationToken cancellationToken) =>
        TraceAsync("SELECT", () => history.ListAsync(owner, after, limit, cancellationToken));

    public Task<IReadOnlyList<AuditSummary>> ListNamedAsync(string? owner, string source, int limit, CancellationToken cancellationToken) =>
        TraceAsync("SELECT", () => history.ListNamedAsync(owner, source, limit, cancellationToken));

    public Task<bool> DeleteAsync(Guid id, string owner, CancellationToken cancellationToken) =>
        TraceAsync("DELETE", () => history.DeleteAsync(id, owner, cancellationToken));

    public Task<PrunedAudits> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken) =>
        TraceAsync("DELETE", () => history.PruneAsync(cutoff, limit, cancellationToken));

    public Task GiveBackAsync(CancellationToken cancellationToken) => history.GiveBackAsync(cancellationToken);

    public Task<HistorySize> MeasureAsync(bool isExact, CancellationToken cancellationToken) => history.MeasureAsync(isExact, cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => history.PingAsync(cancellationToken);

    public Task PingWritesAsync(CancellationToken cancellationToken) => history.PingWritesAsync(cancellationToken);

    private static async Task<T> TraceAsync<T>(string operation, Func<Task<T>> call)
    {
        using var span = ApiActivities.Source.StartActivity($"{operation} audits", ActivityKind.Client);
        span?.SetTag("db.system.name", "sqlite").SetTag("db.operation.name", operation).SetTag("db.collection.name", "audits");
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
