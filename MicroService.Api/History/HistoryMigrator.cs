using System.Data;
using System.Data.Common;
using System.Globalization;

namespace MicroService.Api.History;

/// <summary>
/// Brings the schema up to date: all missing migrations in one transaction, one replica at a time. It does not go through the dependency's
/// pipeline: waiting for another replica's lock may take minutes, and callers apply their own timeout.
/// </summary>
public sealed class HistoryMigrator(HistoryEngine engine, TimeProvider time)
{
    /// <summary>Applies what is missing and answers it; empty when the schema is current (or newer: a rollout may be under way).</summary>
    /// <exception cref="HistoryUnavailableException">The database cannot serve now.</exception>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken)
    {
        using var span = ApiActivities.Source.StartActivity("migrate");
        try
        {
            await using DbConnection connection = await engine.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using DbTransaction transaction = await engine.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
            int current = await ReadVersionAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            Migration[] missing = [.. MigrationCatalog.For(engine).Where(migration => migration.Version > current)];
            foreach (Migration migration in missing)
            {
                await ApplyAsync(connection, transaction, migration, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            span?.SetTag("migration.applied", missing.Length);
            return missing;
        }
        catch (Exception exception) when (HistoryFailure.Is(engine, exception))
        {
            throw new HistoryUnavailableException($"{engine.Location} cannot serve now, or cannot be reached.", exception);
        }
    }

    private static async Task<int> ReadVersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand create = Command(connection, transaction,
            "create table if not exists schema_migrations (version integer not null primary key, name text not null, applied_at text not null)");
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand read = Command(connection, transaction, "select coalesce(max(version), 0) from schema_migrations");
        return Convert.ToInt32(await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    private async Task ApplyAsync(DbConnection connection, DbTransaction transaction, Migration migration, CancellationToken cancellationToken)
    {
        await using DbCommand apply = Command(connection, transaction, migration.Sql);
        // An index takes as long as the table is large: a migration that is given up is begun anew at every start.
        apply.CommandTimeout = 0;
        await apply.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand record = Command(connection, transaction,
            "insert into schema_migrations (version, name, applied_at) values (@version, @name, @applied_at)");
        record.With("version", DbType.Int32, migration.Version)
            .With("name", DbType.String, migration.Name)
            .With("applied_at", DbType.String, time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The schema's own migrations: no text from outside gets here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
