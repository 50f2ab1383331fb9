using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.History;

/// <summary>
/// The history over ADO.NET: the same statements for every engine. Pings and housekeeping go past the pipelines.
/// </summary>
public sealed class AuditHistory : IAuditHistory, IDisposable
{
    private const string Columns = "id, created_at, source, content_hash, score, grade, workloads, dangers, warnings, advices, suppressed";

    private const string Insert = $"""
        insert into audits ({Columns}, owner, report)
        values (@id, @created_at, @source, @content_hash, @score, @grade, @workloads, @dangers, @warnings, @advices, @suppressed, @owner, @report)
        on conflict (id) do nothing
        """;

    // About what a row takes besides its report.
    private const int RowBytes = 512;

    // Enough to need new pages of the table, little enough to be written at each health check during an outage.
    private const int LargestTrial = 1024 * 1024;

    private readonly HistoryCalls _calls;

    /// <summary>A store that makes its calls by these.</summary>
    public AuditHistory(HistoryCalls calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        _calls = calls;
    }

    /// <inheritdoc/>
    public async Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        byte[] report = await _calls.CompressAsync(entry.Report, cancellationToken).ConfigureAwait(false);
        await _calls.WriteAsync(
            (connection, token) => ExecuteAsync(connection, transaction: null, Insert, command => Bind(command, entry.Summary, entry.Owner, report), token),
            report.Length,
            isRetryable: true,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<AuditEntry?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        AuditEntry? stored = await _calls.ReadAsync(async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"select {Columns}, report, owner from audits where id = @id";
            command.With("id", DbType.Guid, id);
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            return await reader.ReadAsync(token).ConfigureAwait(false)
                ? new AuditEntry(ReadSummary(reader), reader.GetFieldValue<byte[]>(11), reader.GetString(12))
                : null;
        }, cancellationToken).ConfigureAwait(false);
        return stored is null ? null : stored with { Report = await _calls.DecompressAsync(stored.Report, cancellationToken).ConfigureAwait(false) };
    }

    /// <inheritdoc/>
    public Task<AuditPage> ListAsync(string? owner, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _calls.ReadAsync(async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = (owner, after) switch
            {
                (null, null) => $"select {Columns} from audits order by id desc limit @limit",
                (null, _) => $"select {Columns} from audits where id < @after order by id desc limit @limit",
                (_, null) => $"select {Columns} from audits where owner = @owner order by id desc limit @limit",
                _ => $"select {Columns} from audits where owner = @owner and id < @after order by id desc limit @limit",
            };
            // One more than asked for tells whether there is a next page.
            command.With("limit", DbType.Int32, limit + 1);
            if (owner is not null)
            {
                command.With("owner", DbType.String, owner);
            }

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
    public Task<IReadOnlyList<AuditSummary>> ListNamedAsync(string? owner, string source, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _calls.ReadAsync<IReadOnlyList<AuditSummary>>(async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = owner is null
                ? $"select {Columns} from audits where source = @source order by id desc limit @limit"
                : $"select {Columns} from audits where owner = @owner and source = @source order by id desc limit @limit";
            command.With("source", DbType.String, source).With("limit", DbType.Int32, limit);
            if (owner is not null)
            {
                command.With("owner", DbType.String, owner);
            }

            var items = new List<AuditSummary>();
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                items.Add(ReadSummary(reader));
            }

            return items;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>It is not retried: after a second attempt the caller could not tell whether the first one found the audit.</remarks>
    public async Task<bool> DeleteAsync(Guid id, string owner, CancellationToken cancellationToken) => await _calls.WriteAsync(
        (connection, token) => ExecuteAsync(
            connection,
            transaction: null,
            "delete from audits where id = @id and owner = @owner",
            command => command.With("id", DbType.Guid, id).With("owner", DbType.String, owner),
            token),
        RowBytes,
        isRetryable: false,
        cancellationToken).ConfigureAwait(false) > 0;

    /// <inheritdoc/>
    /// <remarks>It goes past the pipeline, as all housekeeping does: what takes long must not open the breaker for callers.</remarks>
    public Task<PrunedAudits> PruneAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _calls.KeepHouseAsync(
            async (connection, token) =>
            {
                await using DbCommand command = connection.CreateCommand();
                command.CommandText = "delete from audits where id in (select id from audits where id < @cutoff order by id limit @limit) returning length(report)";
                command.With("cutoff", DbType.Guid, AuditId.Floor(cutoff)).With("limit", DbType.Int32, limit);
                await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                var pruned = default(PrunedAudits);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    pruned = new PrunedAudits(pruned.Rows + 1, pruned.Bytes + reader.GetInt32(0) + RowBytes);
                }

                return pruned;
            },
            isWrite: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        // Each step takes its turn among the writes, which go on in between.
        while (await _calls.KeepHouseAsync(_calls.Engine.GiveBackAsync, isWrite: true, cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <inheritdoc/>
    public Task<HistorySize> MeasureAsync(bool isExact, CancellationToken cancellationToken) =>
        _calls.KeepHouseAsync((connection, token) => _calls.Engine.MeasureAsync(connection, RowBytes, isExact, token), isWrite: false, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>It goes past the pipeline: an open breaker must not keep a recovered database from being seen, nor a full bulkhead.</remarks>
    public Task PingAsync(CancellationToken cancellationToken) => _calls.ExplainAsync(async token =>
    {
        await using DbConnection connection = await _calls.Engine.DataSource.OpenConnectionAsync(token).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "select count(*) from (select owner from audits limit 1) as any_audit";
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task PingWritesAsync(CancellationToken cancellationToken) => _calls.ExplainAsync(async token =>
    {
        using GateLease lease = await _calls.EnterWritesAsync(token).ConfigureAwait(false);
        await using DbConnection connection = await _calls.Engine.DataSource.OpenConnectionAsync(token).ConfigureAwait(false);
        if (await _calls.Engine.IsReadOnlyAsync(connection, token).ConfigureAwait(false))
        {
            _calls.Engine.DiscardSessions();
            throw new HistoryUnavailableException("The history's database takes no writes.") { Explanation = "the database is read-only" };
        }

        if (_calls.FailedWrite is > 0 and var size)
        {
            await TryWriteAsync(connection, size, token).ConfigureAwait(false);
            _calls.FailedWrite = 0;
        }

        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private static AuditSummary ReadSummary(DbDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetFieldValue<DateTimeOffset>(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetInt32(4),
        reader.GetString(5),
        reader.GetInt32(6),
        new FindingCounts(reader.GetInt32(7), reader.GetInt32(8), reader.GetInt32(9), reader.GetInt32(10)));

    private static void Bind(DbCommand command, AuditSummary summary, string owner, byte[] report) => command
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
        .With("owner", DbType.String, owner)
        .With("report", DbType.Binary, report);

    private static async Task<int> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, Action<DbCommand> bind, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        bind(command);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // Committed, as only that proves that there is room; no reader sees the row, as it comes and goes in one transaction.
    private static async Task TryWriteAsync(DbConnection connection, int size, CancellationToken cancellationToken)
    {
        var report = RandomNumberGenerator.GetBytes(Math.Min(size, LargestTrial));
        var trial = new AuditSummary(AuditId.Create(DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, "", "", 0, "", 0, new FindingCounts(0, 0, 0, 0));
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, transaction, Insert, command => Bind(command, trial, "", report), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, transaction, "delete from audits where id = @id", command => command.With("id", DbType.Guid, trial.Id), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
