using System.Data;
using System.Data.Common;
using MicroService.Api.Audits;
using MicroService.Api.History;

namespace MicroService.Api.Scans;

/// <summary>
/// The scans in the history's database. Every call throws <see cref="HistoryUnavailableException"/> while it is down. What reads whole reports
/// holds one of them.
/// </summary>
public sealed class ScanStore(HistoryCalls calls, TimeProvider time)
{
    internal const string SetProgress =
        "updated_at = @updated_at, cluster = @cluster, status = @status, parts = @parts, parts_done = @parts_done, score = @score, grade = @grade, "
        + "workloads = @workloads, dangers = @dangers, warnings = @warnings, advices = @advices, suppressed = @suppressed, failure = @failure, not_read = @not_read";

    private const string InsertPart = """
        insert into scan_namespaces
            (scan_id, namespace, score, grade, workloads, objects, dangers, warnings, advices, suppressed,
            report_length, report_hash, report, fields_length, fields_hash, fields)
        values (@scan_id, @namespace, @score, @grade, @workloads, @objects, @dangers, @warnings, @advices, @suppressed,
            @report_length, @report_hash, @report, @fields_length, @fields_hash, @fields)
        on conflict do nothing
        """;

    // The scan itself comes first, here as where a part is added: who is second waits for its row, and then sees what the first one did.
    private const string DeleteFound = "delete from scan_workloads where scan_id = @id; delete from scan_namespaces where scan_id = @id";

    // Enough to know how long to wait after those that failed.
    private const int MostFailures = 20;

    // A replica that works on a scan says so every twenty seconds.
    private static readonly TimeSpan Lost = TimeSpan.FromMinutes(2);

    /// <summary>Adds a scan; adding it again changes nothing.</summary>
    public Task AddAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return WriteAsync(
            $"insert into scans ({ScanRows.Columns}, bytes) values ({ScanRows.Parameters}, {ScanRows.RowBytes}) on conflict (id) do nothing",
            command => command.WithScan(scan),
            isRetryable: true,
            cancellationToken);
    }

    /// <summary>Says how far a scan is; false if there is no such scan any more.</summary>
    public async Task<bool> UpdateAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return await WriteAsync($"update scans set {SetProgress} where id = @id", command => command.WithScan(scan), isRetryable: true, cancellationToken)
            .ConfigureAwait(false) > 0;
    }

    /// <summary>Says that the scans are still being worked on.</summary>
    public async Task TouchAsync(IEnumerable<Guid> scans, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scans);
        foreach (var id in scans)
        {
            await WriteAsync(
                "update scans set updated_at = @now where id = @id",
                command => command.With("id", DbType.Guid, id).With("now", DbType.DateTimeOffset, time.GetUtcNow()),
                isRetryable: true,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a part and says how far the scan is, in one transaction; false if there is no such scan any more. Adding it again changes nothing.</summary>
    internal async Task<bool> AddPartAsync(ScanRecord scan, ScanPart part, CancellationToken cancellationToken)
    {
        var packed = await PackedPart.OfAsync(part, calls, cancellationToken).ConfigureAwait(false);
        var bytes = SizeOf(part, packed);
        return await calls.WriteAsync(
            async (connection, token) =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using DbCommand update = connection.CreateCommand();
                update.Transaction = transaction;
                // An attempt whose answer was lost may have added the part.
                update.CommandText = $"""
                    update scans set {SetProgress}, bytes = bytes
                        + case when exists (select 1 from scan_namespaces where scan_id = @id and namespace = @part) then 0 else @added end
                    where id = @id
                    """;
                update.WithScan(scan).With("part", DbType.String, part.Result.Namespace ?? "").With("added", DbType.Int64, (long)bytes);
                if (await update.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
                {
                    return false;
                }

                await InsertAsync(connection, transaction, scan.Id, part, packed, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return true;
            },
            bytes,
            isRetryable: true,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>About what a part takes.</summary>
    internal static int SizeOf(ScanPart part, PackedPart packed) =>
        packed.Report.Length + packed.Fields.Length + ScanRows.RowBytes + part.Workloads.Sum(ScanRows.SizeOf);

    /// <summary>Inserts the rows of a part.</summary>
    internal static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, Guid scan, ScanPart part, PackedPart packed, CancellationToken cancellationToken)
    {
        await using DbCommand insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = InsertPart;
        insert.WithPart(scan, part, packed);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var command in ScanRows.InsertWorkloads(connection, transaction, scan, part.Workloads))
        {
            await using (command)
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The scan with this id, or null if there is none that the caller may read.</summary>
    public async Task<ScanRecord?> FindAsync(AuditCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await calls.ReadAsync(
            (connection, token) => ReadScansAsync(connection, $"select {ScanRows.Columns} from scans where id = @id", command => command.With("id", DbType.Guid, id), token),
            cancellationToken).ConfigureAwait(false);
        return found is [var scan] && (scan.Origin == ScanOrigin.Schedule || caller.MayRead(scan.Owner)) ? scan : null;
    }

    /// <summary>The newest scans that the caller may read.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<List<ScanRecord>> ListAsync(AuditCaller caller, AuditCursor? after, int limit, CancellationToken cancellationToken) => calls.ReadAsync(
        (connection, token) => ReadScansAsync(
            connection,
            $"""
            select {ScanRows.Columns} from scans
            where {ScanVisibility.Condition} and id < @after
            order by id desc limit @limit
            """,
            command => command.WithCaller(caller)
                .With("after", DbType.Guid, after?.Id ?? Guid.AllBitsSet)
                .With("limit", DbType.Int32, limit),
            token),
        cancellationToken);

    /// <summary>
    /// Of the scans that are done and that the caller may read, the newest of each scope: first that of the whole cluster, if there is
    /// one, and then those of namespaces, newest first.
    /// </summary>
    public Task<List<ScanRecord>> ListNewestAsync(AuditCaller caller, int limit, CancellationToken cancellationToken) => calls.ReadAsync(
        (connection, token) => ReadScansAsync(
            connection,
            $"""
            select {ScanRows.Columns} from
            (
                select {ScanRows.Columns}, row_number() over (partition by scope order by id desc) as nth
                from scans where {ScanVisibility.Condition} and status = 'done'
            ) as newest
            where nth = 1 order by case when scope = '' then 0 else 1 end, id desc limit @limit
            """,
            command => command.WithCaller(caller).With("limit", DbType.Int32, limit),
            token),
        cancellationToken);

    /// <summary>The last scan of the schedule that is done, whoever did it, and its scans since then, newest first.</summary>
    public Task<(ScanRecord? Done, List<ScanRecord> Since)> FindLastScheduledAsync(CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            var found = await ReadScansAsync(
                connection,
                $"select {ScanRows.Columns} from scans where origin = 'schedule' and status = 'done' order by id desc limit 1",
                static _ => { },
                token).ConfigureAwait(false);
            var done = found is [var last] ? last : null;
            var since = await ReadScansAsync(
                connection,
                $"select {ScanRows.Columns} from scans where origin = 'schedule' and id > @after order by id desc limit @limit",
                command => command.With("after", DbType.Guid, done?.Id ?? Guid.Empty).With("limit", DbType.Int32, MostFailures),
                token).ConfigureAwait(false);
            return (done, since);
        },
        cancellationToken);

    /// <summary>What a scan found so far, namespace by namespace.</summary>
    internal Task<List<KeptPart>> ResultsAsync(Guid id, CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = """
                select namespace, score, grade, workloads, objects, dangers, warnings, advices, suppressed, report_length, report_hash,
                    fields_length, fields_hash
                from scan_namespaces where scan_id = @id order by namespace = '', namespace
                """;
            command.With("id", DbType.Guid, id);
            var results = new List<KeptPart>();
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                var ns = reader.GetString(0);
                var length = reader.GetInt32(9);
                results.Add(new KeptPart(
                    new NamespaceResult(
                        ns.Length == 0 ? null : ns, reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), ScanRows.ReadCounts(reader, 5), length > 0),
                    length,
                    reader.GetString(10),
                    reader.GetInt32(11),
                    reader.GetString(12)));
            }

            return results;
        },
        cancellationToken);

    /// <summary>The length of the report about a namespace; null if the scan has none.</summary>
    /// <param name="id">The scan.</param>
    /// <param name="ns">The namespace; empty for what belongs to none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<int?> FindReportLengthAsync(Guid id, string ns, CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "select report_length from scan_namespaces where scan_id = @id and namespace = @namespace";
            command.With("id", DbType.Guid, id).With("namespace", DbType.String, ns);
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            return await reader.ReadAsync(token).ConfigureAwait(false) ? reader.GetInt32(0) : (int?)null;
        },
        cancellationToken);

    /// <summary>The report about a namespace, JSON in UTF-8; empty if there is none.</summary>
    public Task<byte[]> ReadReportAsync(Guid id, string ns, CancellationToken cancellationToken) =>
        UnpackAsync(
            "select report from scan_namespaces where scan_id = @id and namespace = @namespace and report_length > 0", id, ns, cancellationToken);

    /// <summary>What is kept of the objects of a namespace, as <c>ScannedFields</c> wrote it; empty if nothing is.</summary>
    public Task<byte[]> ReadFieldsAsync(Guid id, string ns, CancellationToken cancellationToken) =>
        UnpackAsync(
            "select fields from scan_namespaces where scan_id = @id and namespace = @namespace and fields_length > 0", id, ns, cancellationToken);

    private async Task<byte[]> UnpackAsync(string sql, Guid id, string ns, CancellationToken cancellationToken)
    {
        var compressed = await calls.ReadAsync(
            async (connection, token) =>
            {
                await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this class: no text from outside gets here.
                command.CommandText = sql;
#pragma warning restore CA2100
                command.With("id", DbType.Guid, id).With("namespace", DbType.String, ns);
                await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                return await reader.ReadAsync(token).ConfigureAwait(false) ? reader.GetFieldValue<byte[]>(0) : [];
            },
            cancellationToken).ConfigureAwait(false);
        return compressed.Length == 0 ? compressed : await calls.DecompressAsync(compressed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How a namespace did in the scans that are done and that the caller may read, newest first.</summary>
    public Task<List<NamespacePoint>> HistoryAsync(AuditCaller caller, string ns, AuditCursor? after, int limit, CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"""
                select n.scan_id, created_at, n.score, n.grade, n.workloads, n.dangers, n.warnings, n.advices, n.suppressed
                from scan_namespaces n join scans on scans.id = n.scan_id
                where n.namespace = @namespace and n.scan_id < @after and status = 'done' and {ScanVisibility.Condition}
                order by n.scan_id desc limit @limit
                """;
            command.WithCaller(caller).With("namespace", DbType.String, ns).With("after", DbType.Guid, after?.Id ?? Guid.AllBitsSet).With("limit", DbType.Int32, limit);
            var points = new List<NamespacePoint>();
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                points.Add(new NamespacePoint(
                    reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2), reader.GetString(3), reader.GetInt32(4), ScanRows.ReadCounts(reader, 5)));
            }

            return points;
        },
        cancellationToken);

    /// <summary>Deletes a scan; false if the owner has none with this id.</summary>
    public Task<bool> DeleteAsync(Guid id, string owner, CancellationToken cancellationToken) => calls.WriteAsync(
        async (connection, token) =>
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "delete from scans where id = @id and owner = @owner and origin <> 'schedule'";
            command.With("id", DbType.Guid, id).With("owner", DbType.String, owner);
            if (await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
            {
                return false;
            }

            await DeleteFoundAsync(connection, transaction, id, token).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
            return true;
        },
        ScanRows.RowBytes,
        isRetryable: false,
        cancellationToken);

    /// <summary>The number of scans, and about what they take in bytes.</summary>
    public Task<(long Scans, long Bytes)> MeasureAsync(CancellationToken cancellationToken) => calls.KeepHouseAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "select count(*), coalesce(sum(bytes), 0) from scans";
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            return (reader.GetInt64(0), Convert.ToInt64(reader.GetValue(1), null));
        },
        isWrite: false,
        cancellationToken);

    /// <summary>Removes the oldest scan that was made before a time; answers about what it took, or null if there is none.</summary>
    public Task<long?> PruneAsync(DateTimeOffset cutoff, CancellationToken cancellationToken) => PruneAsync("id < @cutoff", cutoff, cancellationToken);

    /// <summary>
    /// Removes the oldest scan but for the last ones that are done, of callers and of the schedule; answers about what it took, or null
    /// if there is none.
    /// </summary>
    public Task<long?> PruneAsync(CancellationToken cancellationToken) => PruneAsync(
        """
        id < @cutoff and (status <> 'done'
            or exists (select 1 from scans newer where newer.status = 'done' and newer.origin = scans.origin and newer.id > scans.id))
        """,
        DateTimeOffset.MaxValue,
        cancellationToken);

    private Task<long?> PruneAsync(string condition, DateTimeOffset cutoff, CancellationToken cancellationToken) => calls.KeepHouseAsync(
        async (connection, token) =>
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using DbCommand find = connection.CreateCommand();
            find.Transaction = transaction;
#pragma warning disable CA2100 // The conditions of this class: no text from outside gets here.
            find.CommandText = $"select id, bytes from scans where {condition} order by id limit 1";
#pragma warning restore CA2100
            find.With("cutoff", DbType.Guid, AuditId.Floor(cutoff));
            (Guid Id, long Bytes)? oldest = null;
            await using (DbDataReader reader = await find.ExecuteReaderAsync(token).ConfigureAwait(false))
            {
                oldest = await reader.ReadAsync(token).ConfigureAwait(false) ? (reader.GetGuid(0), reader.GetInt64(1)) : null;
            }

            if (oldest is { } scan)
            {
                await using DbCommand delete = connection.CreateCommand();
                delete.Transaction = transaction;
                delete.CommandText = "delete from scans where id = @id";
                delete.With("id", DbType.Guid, scan.Id);
                await delete.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                await DeleteFoundAsync(connection, transaction, scan.Id, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
            }

            return oldest?.Bytes;
        },
        isWrite: true,
        cancellationToken);

    private static async Task DeleteFoundAsync(DbConnection connection, DbTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = DeleteFound;
        command.With("id", DbType.Guid, id);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<ScanRecord>> ReadScansAsync(DbConnection connection, string sql, Action<DbCommand> bind, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this class: no text from outside gets here.
        command.CommandText = sql;
#pragma warning restore CA2100
        bind(command);
        var scans = new List<ScanRecord>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            scans.Add(Explain(ScanRows.ReadScan(reader)));
        }

        return scans;
    }

    // What nobody works on any more will not end by itself.
    private ScanRecord Explain(ScanRecord scan) => scan.IsOver || time.GetUtcNow() - scan.UpdatedAt < Lost ? scan : scan with
    {
        Status = ScanStatus.Failed,
        Failure = "The replica that worked on it is gone.",
    };

    private Task<int> WriteAsync(string sql, Action<DbCommand> bind, bool isRetryable, CancellationToken cancellationToken) => calls.WriteAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this class: no text from outside gets here.
            command.CommandText = sql;
#pragma warning restore CA2100
            bind(command);
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        },
        ScanRows.RowBytes,
        isRetryable,
        cancellationToken);
}

/// <summary>What is long of a part, compressed.</summary>
/// <param name="Report">The report.</param>
/// <param name="Fields">The fields.</param>
internal sealed record PackedPart(byte[] Report, byte[] Fields)
{
    public static PackedPart Nothing { get; } = new([], []);

    public static async Task<PackedPart> OfAsync(ScanPart part, HistoryCalls calls, CancellationToken cancellationToken) => new(
        await calls.CompressAsync(part.Report, cancellationToken).ConfigureAwait(false),
        await calls.CompressAsync(part.Fields, cancellationToken).ConfigureAwait(false));
}

/// <summary>Which scans a caller may read.</summary>
internal static class ScanVisibility
{
    /// <summary>A condition of <c>scans</c>.</summary>
    public const string Condition = "(@all = 1 or owner = @owner or origin = 'schedule')";

    /// <summary>The parameters of the condition.</summary>
    public static DbCommand WithCaller(this DbCommand command, AuditCaller caller) =>
        command.With("all", DbType.Int32, caller.ReadsAll ? 1 : 0).With("owner", DbType.String, caller.Owner);
}
