using System.Data;
using System.Data.Common;
using MicroService.Advisor.Reporting;
using MicroService.ServiceDefaults.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace MicroService.Api.History;

/// <summary>
/// The history over ADO.NET: the same statements for every engine. All calls but the ping and pruning go through the pipeline of the dependency,
/// and each may be repeated: reads change nothing, and adding the same id again changes nothing. A full bulkhead is this service's own overload,
/// not an outage: it is Polly's <see cref="RateLimiterRejectedException"/>.
/// </summary>
public sealed class AuditHistory : IAuditHistory, IDisposable
{
    private const string Columns = "id, created_at, source, content_hash, score, grade, workloads, dangers, warnings, advices, suppressed";

    private static readonly TimeSpan PruneTimeout = TimeSpan.FromMinutes(1);

    private readonly HistoryEngine _engine;
    private readonly DependencyPipeline _pipeline;
    private readonly SemaphoreSlim? _writers;

    /// <summary>A store on this engine; waiting for a connection is part of an attempt.</summary>
    public AuditHistory(HistoryEngine engine, DependencyPipelines pipelines)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(pipelines);
        _engine = engine;
        _pipeline = pipelines.Get(HistoryRegistration.Name);
        _writers = engine.MaxConcurrentWrites == int.MaxValue ? null : new SemaphoreSlim(engine.MaxConcurrentWrites);
    }

    /// <inheritdoc/>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        const string Sql = $"""
            insert into audits ({Columns}, report)
            values (@id, @created_at, @source, @content_hash, @score, @grade, @workloads, @dangers, @warnings, @advices, @suppressed, @report)
            on conflict (id) do nothing
            """;
        AuditSummary summary = entry.Summary;
        byte[] report = ReportCompression.Compress(entry.Report.Span);
        return WriteAsync(Sql, command => command
            .With("id", DbType.Guid, summary.Id)
            .With("created_at", DbType.DateTimeOffset, summary.CreatedAt.ToUniversalTime())
            .With("source", DbType.String, summary.Source)
            .With("content_hash", DbType.String, summary.ContentHash)
            .With("score", DbType.Int32, summary.Score)
            .With("grade", DbType.String, summary.Grade)
            .With("workloads", DbType.Int32, summary.Workloads)
            .With("dangers", DbType.Int32, summary.Counts.Danger)
            .With("warnings", DbType.Int32, summary.Counts.Warning)
            .With("advices", DbType.Int32, summary.Counts.Advice)
            .With("suppressed", DbType.Int32, summary.Counts.Suppressed)
            .With("report", DbType.Binary, report), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken) => CallAsync(async (connection, token) =>
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"select {Columns}, report from audits where id = @id";
        command.With("id", DbType.Guid, id);
        await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        return await reader.ReadAsync(token).ConfigureAwait(false)
            ? new AuditEntry(ReadSummary(reader), ReportCompression.Decompress(reader.GetFieldValue<byte[]>(11)))
            : null;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditPage> ListAsync(AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return CallAsync(async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"select {Columns} from audits {(after is null ? "" : "where id < @after ")}order by id desc limit @limit";
            // One more than asked for tells whether there is a next page.
            command.With("limit", DbType.Int32, limit + 1);
            if (after is { } cursor)
            {
                command.With("after", DbType.Guid, cursor.Id);
            }

            var items = new List<AuditSummary>(limit);
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                if (items.Count == limit)
                {
                    return new AuditPage(items, new AuditCursor(items[^1].Id));
                }

                items.Add(ReadSummary(reader));
            }

            return new AuditPage(items, Next: null);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>It goes past the pipeline, with a minute of its own: housekeeping that takes long must not open the breaker for callers.</remarks>
    public async Task<int> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        const string Sql = "delete from audits where id in (select id from audits where id < @cutoff order by id limit @limit)";
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(PruneTimeout);
        try
        {
            return await AttemptAsync((connection, token) => ExecuteAsync(connection, Sql, command => command
                .With("cutoff", DbType.Guid, AuditId.Floor(cutoff))
                .With("limit", DbType.Int32, limit), token), _writers, time.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (HistoryFailure.Is(_engine, exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new HistoryUnavailableException(HistoryFailure.Message, exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>It goes past the pipeline: an open breaker must not keep a recovered database from being seen, nor a full bulkhead.</remarks>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var cancellation = new AttemptCancellation(cancellationToken);
        try
        {
            await using DbConnection connection = await _engine.DataSource.OpenConnectionAsync(cancellation.Token).ConfigureAwait(false);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "select count(*) from (select 1 from audits limit 1) as any_audit";
            await command.ExecuteScalarAsync(cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (HistoryFailure.Is(_engine, exception))
        {
            throw new HistoryUnavailableException(HistoryFailure.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writers?.Dispose();

    private static AuditSummary ReadSummary(DbDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetFieldValue<DateTimeOffset>(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetInt32(4),
        reader.GetString(5),
        reader.GetInt32(6),
        new FindingCounts(reader.GetInt32(7), reader.GetInt32(8), reader.GetInt32(9), reader.GetInt32(10)));

    private Task<int> WriteAsync(string sql, Action<DbCommand> bind, CancellationToken cancellationToken) =>
        CallAsync((connection, token) => ExecuteAsync(connection, sql, bind, token), cancellationToken, _writers);

    private static async Task<int> ExecuteAsync(DbConnection connection, string sql, Action<DbCommand> bind, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        bind(command);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken, SemaphoreSlim? gate = null)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (all, token) => all.history.AttemptAsync(all.call, all.gate, token), (history: this, call, gate), isRepeatable: true, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException exception)
        {
            throw new HistoryUnavailableException("The history is left alone for a while: it failed too often.", exception) { RetryAfter = exception.RetryAfter };
        }
        catch (ExecutionRejectedException exception) when (exception is not RateLimiterRejectedException)
        {
            throw new HistoryUnavailableException("The history did not answer in time.", exception);
        }
        catch (Exception exception) when (HistoryFailure.Is(_engine, exception))
        {
            throw new HistoryUnavailableException(HistoryFailure.Message, exception);
        }
    }

    private async ValueTask<T> AttemptAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, SemaphoreSlim? gate, CancellationToken cancellationToken)
    {
        using GateLease lease = await GateLease.EnterAsync(gate, cancellationToken).ConfigureAwait(false);
        using var cancellation = new AttemptCancellation(cancellationToken);
        await using DbConnection connection = await _engine.DataSource.OpenConnectionAsync(cancellation.Token).ConfigureAwait(false);
        return await call(connection, cancellation.Token).ConfigureAwait(false);
    }
}
