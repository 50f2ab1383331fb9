using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MicroService.Api.History;

/// <summary>The history in a SQLite file.</summary>
public sealed class SqliteEngine(string connectionString) : HistoryEngine(new SqliteDataSource(connectionString))
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // As a value of the pragma auto_vacuum.
    private const int Incremental = 2;

    private const long StepBytes = 1024 * 1024;
    private const long LargestRewrite = 32 * StepBytes;

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override string Location { get; } = new SqliteConnectionStringBuilder(connectionString).DataSource;

    /// <summary>One: SQLite lets one in anyway, and makes the others spin on a thread of the pool.</summary>
    public override int MaxConcurrentWrites => 1;

    /// <inheritdoc/>
    public override Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        cancellationToken.ThrowIfCancellationRequested();
        // Not deferred is BEGIN IMMEDIATE: the second replica waits here, before it has read anything.
        return Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));
    }

    /// <inheritdoc/>
    public override bool IsUnavailable(DbException exception) => exception is SqliteException sqlite
        && (sqlite.SqliteErrorCode is Busy or Locked or NoMemory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NotADatabase
            || IsNotMigrated(sqlite));

    /// <inheritdoc/>
    public override bool IsReadOnly(DbException exception) => exception is SqliteException { SqliteErrorCode: ReadOnly };

    /// <inheritdoc/>
    public override async Task<bool> IsReadOnlyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // It takes the lock that writes take, and changes nothing. To begin a transaction alone is allowed in a read-only file.
            await AskAsync(connection, "delete from audits where false", cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (SqliteException exception) when (IsReadOnly(exception))
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public override async Task<HistorySize> MeasureAsync(DbConnection connection, int rowBytes, bool isExact, CancellationToken cancellationToken)
    {
        var rows = await AskAsync(connection, "select count(*) from audits", cancellationToken).ConfigureAwait(false);
        var pageSize = await AskAsync(connection, "pragma page_size", cancellationToken).ConfigureAwait(false);
        var pages = await AskAsync(connection, "pragma page_count", cancellationToken).ConfigureAwait(false);
        var free = await AskAsync(connection, "pragma freelist_count", cancellationToken).ConfigureAwait(false);
        // Scans share the file, and have limits of their own.
        var scans = await AskAsync(connection, "select coalesce(sum(bytes), 0) from scans", cancellationToken).ConfigureAwait(false);
        return new HistorySize(rows, Math.Max(0, ((pages - free) * pageSize) - scans), pages * pageSize);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A step moves at most 1 MiB. A file from before incremental vacuum becomes one that shrinks in a single statement, which writes wait for,
    /// so only while what it holds is soon written; a larger one keeps its size, and new audits use its empty pages.
    /// </remarks>
    public override async Task<bool> GiveBackAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var free = await AskAsync(connection, "pragma freelist_count", cancellationToken).ConfigureAwait(false);
        var pageSize = await AskAsync(connection, "pragma page_size", cancellationToken).ConfigureAwait(false);
        if (await AskAsync(connection, "pragma auto_vacuum", cancellationToken).ConfigureAwait(false) != Incremental)
        {
            var used = await AskAsync(connection, "pragma page_count", cancellationToken).ConfigureAwait(false) - free;
            if (free > used && used * pageSize <= LargestRewrite)
            {
                await AskAsync(connection, $"pragma auto_vacuum = {Incremental}; vacuum", cancellationToken).ConfigureAwait(false);
            }

            return false;
        }

        if (free == 0)
        {
            return false;
        }

        await AskAsync(connection, $"pragma incremental_vacuum({Math.Max(1, StepBytes / pageSize)})", cancellationToken).ConfigureAwait(false);
        var left = await AskAsync(connection, "pragma freelist_count", cancellationToken).ConfigureAwait(false);
        if (left > 0 && left < free)
        {
            return true;
        }

        // The first does the work beside readers and writers, and leaves the second, which stops them, little to do.
        await AskAsync(connection, "pragma wal_checkpoint(passive)", cancellationToken).ConfigureAwait(false);
        await AskAsync(connection, "pragma wal_checkpoint(truncate)", cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <inheritdoc/>
    public override DbException CreateFault() => new SqliteException("The database is locked (chaos)", Busy);

    // SQLite has no code of its own for a missing table or column.
    private static bool IsNotMigrated(SqliteException exception) => exception.SqliteErrorCode == 1
        && (exception.Message.Contains("no such table", StringComparison.Ordinal)
            || exception.Message.Contains("no such column", StringComparison.Ordinal)
            || exception.Message.Contains("has no column", StringComparison.Ordinal));

    private static async Task<long> AskAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this class: no text from outside gets here.
        command.CommandText = sql;
#pragma warning restore CA2100
        var last = 0L;
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        // A pragma that works step by step goes on only as long as it is read.
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            last = reader.FieldCount > 0 ? reader.GetInt64(0) : last;
        }

        return last;
    }
}
