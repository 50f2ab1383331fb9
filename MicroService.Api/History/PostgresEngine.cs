using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace MicroService.Api.History;

/// <summary>The history in PostgreSQL.</summary>
public sealed class PostgresEngine(PostgresDataSource dataSource) : HistoryEngine(dataSource)
{
    /// <summary>The advisory lock that migrations hold; any constant will do, as long as it never changes.</summary>
    private const long MigrationLock = 0x4D53_4155_4449_5453;

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
            // Released by commit and rollback alike, also when this process dies.
            command.CommandText = $"select pg_advisory_xact_lock({MigrationLock})";
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
        // 08 connection, 25006 a read-only standby, 28 credentials, 3D no such database, 40 rolled back by
        // contention, 42P01 not migrated yet, 53 out of resources, 55 locked, 57 shutting down or cancelled, 58 system.
        PostgresException { SqlState: "25006" or "42P01" } => true,
        PostgresException postgres => postgres.SqlState.AsSpan(0, 2) is "08" or "28" or "3D" or "40" or "53" or "55" or "57" or "58",
        // Everything else from the driver is about the connection: refused, reset, timed out, pool exhausted.
        NpgsqlException => true,
        _ => false,
    };

    /// <inheritdoc/>
    public override DbException CreateFault() =>
        new NpgsqlException("Connection refused (chaos)", new SocketException((int)SocketError.ConnectionRefused));

    private static string Describe(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
    }
}
