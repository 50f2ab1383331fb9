using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace MicroService.Api.History;

/// <summary>The history in PostgreSQL.</summary>
public sealed class PostgresEngine(PostgresDataSource dataSource) : HistoryEngine(dataSource)
{
    /// <summary>The advisory lock that migrations hold; any constant will do, as long as it never changes.</summary>
    private const long MigrationLock = 0x4D53_4155_4449_5453;

    private const int SampledPages = 2048;

    private static readonly TimeSpan LongestTableLock = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override string Location => Describe(DataSource.ConnectionString);

    /// <inheritdoc/>
    public override int MaxConcurrentWrites => int.MaxValue;

    /// <summary>Whether the connection string is one for PostgreSQL: it names a host.</summary>
    public static bool Accepts(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return parts.ContainsKey("Host") || parts.ContainsKey("Server");
    }

    /// <inheritdoc/>
    public override async Task<bool> RotateAsync(string connectionString, CancellationToken cancellationToken)
    {
        if (!Accepts(connectionString))
        {
            return false;
        }

        await dataSource.RotateAsync(connectionString, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            // Released by commit and rollback alike, also when this process dies. A change of a table that waits for a long transaction would
            // make all other calls wait behind it: it times out, and is retried.
            command.CommandText = $"select pg_advisory_xact_lock({MigrationLock}); set local lock_timeout = '{LongestTableLock.TotalMilliseconds}ms'";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool IsUnavailable(DbException exception) => exception switch
    {
        // 08 connection, 25006 read-only, 28 credentials, 3D no such database, 40 rolled back by contention, 42501 a privilege is
        // missing, 42P01 and 42703 not migrated yet, 53 out of resources, 55 locked, 57 shutting down or cancelled, 58 system.
        PostgresException { SqlState: "25006" or "42501" or "42P01" or "42703" } => true,
        PostgresException postgres => postgres.SqlState.AsSpan(0, 2) is "08" or "28" or "3D" or "40" or "53" or "55" or "57" or "58",
        // Everything else from the driver is about the connection: refused, reset, timed out, pool exhausted.
        NpgsqlException => true,
        _ => false,
    };

    /// <inheritdoc/>
    public override bool IsReadOnly(DbException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <inheritdoc/>
    public override async Task<bool> IsReadOnlyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        // On in a standby as well.
        command.CommandText = "select current_setting('transaction_read_only') = 'on'";
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A session learns of <c>default_transaction_read_only</c> when it begins, and after a failover it may lead to what was the primary. Idle
    /// sessions close at once, those in use when their calls end.
    /// </remarks>
    public override void DiscardSessions() => dataSource.Clear();

    /// <inheritdoc/>
    /// <remarks>Unless it has to be exact, a table of more than 16 MiB is counted by a sample of that size: a full scan each minute would cost more than a metric is worth.</remarks>
    public override async Task<HistorySize> MeasureAsync(DbConnection connection, int rowBytes, bool isExact, CancellationToken cancellationToken)
    {
        long pages;
        long allocated;
        await using (DbCommand sizes = connection.CreateCommand())
        {
            sizes.CommandText = "select pg_relation_size('audits') / current_setting('block_size')::bigint, pg_total_relation_size('audits')";
            await using DbDataReader reader = await sizes.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            (pages, allocated) = (reader.GetInt64(0), reader.GetInt64(1));
        }

        var percent = isExact || pages <= SampledPages ? 100f : 100f * SampledPages / pages;
        await using DbCommand sample = connection.CreateCommand();
        // The length of a report that is stored out of line is known without reading it.
        sample.CommandText = "select count(*), coalesce(sum(length(report)), 0)::bigint from audits tablesample system (@percent)";
        sample.With("percent", DbType.Single, percent);
        await using DbDataReader counts = await sample.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await counts.ReadAsync(cancellationToken).ConfigureAwait(false);
        var rows = (long)(counts.GetInt64(0) * 100 / percent);
        return new HistorySize(rows, (long)(counts.GetInt64(1) * 100 / percent) + (rows * rowBytes), allocated);
    }

    /// <inheritdoc/>
    public override DbException CreateFault() =>
        new NpgsqlException("Connection refused (chaos)", new SocketException((int)SocketError.ConnectionRefused));

    private static string Describe(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
    }
}
