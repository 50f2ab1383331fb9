using System.Data;
using System.Data.Common;
using System.Text.Json;
using MicroService.Api.History;

namespace MicroService.Api.Scans;

/// <summary>What keeps a scan fresh that is done, in the history's database: parts that replace those before, and where the watches were.</summary>
internal sealed class FreshScanStore(HistoryCalls calls)
{
    // Whoever got the Lease later has claimed the scan with a greater term, and this replica has lost it, whether it knows or not.
    private const string Holds = "term <= @term";

    private const string Taken = $"""
        coalesce((select length(report) + length(fields) + {ScanRows.RowBytesText}
                from scan_namespaces where scan_id = @id and namespace = @part), 0)
            + coalesce((select sum({ScanRows.RowBytesText} + length(namespace) + length(name) + length(selector))
                from scan_workloads where scan_id = @id and namespace = @part), 0)
        """;

    /// <summary>
    /// Puts a part in the place of the one before, and says what the scan found with it, in one transaction; false if there is no such scan any
    /// more, it is not done, or another replica keeps it fresh.
    /// </summary>
    /// <param name="scan">The scan with the part.</param>
    /// <param name="ns">The namespace; empty for what belongs to none.</param>
    /// <param name="part">The part; null if the cluster has no such namespace any more.</param>
    /// <param name="term">How often the Lease had changed hands when this replica got it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<bool> ReplaceAsync(ScanRecord scan, string ns, ScanPart? part, long term, CancellationToken cancellationToken)
    {
        var packed = part is null ? PackedPart.Nothing : await PackedPart.OfAsync(part, calls, cancellationToken).ConfigureAwait(false);
        var bytes = part is null ? 0 : ScanStore.SizeOf(part, packed);
        return await calls.WriteAsync(
            async (connection, token) =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using DbCommand update = connection.CreateCommand();
                update.Transaction = transaction;
                update.CommandText = $"""
                    update scans set {ScanStore.SetProgress}, bytes = bytes - ({Taken}) + @added
                    where id = @id and status = 'done' and {Holds}
                    """;
                update.WithScan(scan).With("term", DbType.Int64, term)
                    .With("part", DbType.String, ns).With("added", DbType.Int64, (long)bytes);
                if (await update.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
                {
                    return false;
                }

                await using DbCommand delete = connection.CreateCommand();
                delete.Transaction = transaction;
                delete.CommandText = """
                    delete from scan_workloads where scan_id = @id and namespace = @part;
                    delete from scan_namespaces where scan_id = @id and namespace = @part
                    """;
                delete.With("id", DbType.Guid, scan.Id).With("part", DbType.String, ns);
                await delete.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                if (part is not null)
                {
                    await ScanStore.InsertAsync(connection, transaction, scan.Id, part, packed, token).ConfigureAwait(false);
                }

                await transaction.CommitAsync(token).ConfigureAwait(false);
                return true;
            },
            bytes,
            isRetryable: true,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes a scan this replica's own: replicas that had the Lease before can't write into it any more, nor into earlier scans of the schedule.
    /// Where the watches of those were is dropped. False if a replica that got the Lease later has claimed the scan, or there is no such scan.
    /// </summary>
    public Task<bool> ClaimAsync(Guid scan, long term, CancellationToken cancellationToken) => calls.WriteAsync(
        async (connection, token) =>
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using DbCommand claim = connection.CreateCommand();
            claim.Transaction = transaction;
            claim.CommandText = $"update scans set term = @term where id = @id and {Holds}";
            claim.With("id", DbType.Guid, scan).With("term", DbType.Int64, term);
            if (await claim.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
            {
                return false;
            }

            await using DbCommand supersede = connection.CreateCommand();
            supersede.Transaction = transaction;
            supersede.CommandText = """
                update scans set watch = '', term = case when term < @term then @term else term end
                where origin = 'schedule' and id < @id and term <= @term and (watch <> '' or term < @term)
                """;
            supersede.With("id", DbType.Guid, scan).With("term", DbType.Int64, term);
            await supersede.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
            return true;
        },
        ScanRows.RowBytes,
        isRetryable: true,
        cancellationToken);

    /// <summary>Says what a scan found; false if there is no such scan any more, or another replica keeps it fresh.</summary>
    public Task<bool> UpdateAsync(ScanRecord scan, long term, CancellationToken cancellationToken) => calls.WriteAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"update scans set {ScanStore.SetProgress} where id = @id and {Holds}";
            command.WithScan(scan).With("term", DbType.Int64, term);
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) > 0;
        },
        ScanRows.RowBytes,
        isRetryable: true,
        cancellationToken);

    /// <summary>Keeps where the watches of a scan are; false if there is no such scan, or another replica keeps it fresh.</summary>
    public Task<bool> KeepAsync(Guid scan, WatchRecord watch, long term, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(watch, ScanJson.Readable.WatchRecord);
        return calls.WriteAsync(
            async (connection, token) =>
            {
                await using DbCommand command = connection.CreateCommand();
                command.CommandText = $"update scans set watch = @watch where id = @id and {Holds}";
                command.With("id", DbType.Guid, scan).With("term", DbType.Int64, term).With("watch", DbType.String, text);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) > 0;
            },
            text.Length,
            isRetryable: true,
            cancellationToken);
    }

    /// <summary>Where the watches of a scan were; null if it has none.</summary>
    public Task<WatchRecord?> FindAsync(Guid scan, CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "select watch from scans where id = @id";
            command.With("id", DbType.Guid, scan);
            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is string { Length: > 0 } text
                ? JsonSerializer.Deserialize(text, ScanJson.Default.WatchRecord)
                : null;
        },
        cancellationToken);
}
