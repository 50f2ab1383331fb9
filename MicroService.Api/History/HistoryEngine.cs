using System.Data.Common;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.History;

/// <summary>What differs between the databases that can hold the history; the store itself is the same for all.</summary>
public abstract class HistoryEngine(DbDataSource dataSource) : IAsyncDisposable
{
    /// <summary>The folder of this engine's migrations, and its name in logs.</summary>
    public abstract string Name { get; }

    /// <summary>Where the database is, without user and password.</summary>
    public abstract string Location { get; }

    /// <summary>Opens pooled connections.</summary>
    public DbDataSource DataSource { get; } = dataSource;

    /// <summary>How many writes may run at once; the others wait without holding a thread.</summary>
    public abstract int MaxConcurrentWrites { get; }

    /// <summary>Begins the transaction that migrates: at most one at a time over all replicas.</summary>
    public abstract Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Takes another connection string into use; false if that needs a restart. What it throws says that it cannot be used yet.</summary>
    public virtual Task<bool> RotateAsync(string connectionString, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Whether the driver's error means that the database cannot serve now, rather than that we asked for nonsense.</summary>
    public abstract bool IsUnavailable(DbException exception);

    /// <summary>Whether the driver's error means that the session may only read.</summary>
    public abstract bool IsReadOnly(DbException exception);

    /// <summary>Whether the session may only read.</summary>
    public abstract Task<bool> IsReadOnlyAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Closes pooled sessions: their state, such as read-only or the server that they lead to, may be out of date.</summary>
    public virtual void DiscardSessions()
    {
    }

    /// <summary>How much the history holds.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="rowBytes">About what a row takes besides its report.</param>
    /// <param name="isExact">Whether a large table is counted as a whole, and not by a sample.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract Task<HistorySize> MeasureAsync(DbConnection connection, int rowBytes, bool isExact, CancellationToken cancellationToken);

    /// <summary>Gives empty space back to the disk, where that does not happen by itself, in one short step. True if there is more to give back.</summary>
    public virtual Task<bool> GiveBackAsync(DbConnection connection, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>What the driver throws when the database is down.</summary>
    public abstract DbException CreateFault();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>The engine that the connection string names; SQLite in <paramref name="defaultFile"/> when there is none.</summary>
    /// <param name="connectionString">In the words of Npgsql or Microsoft.Data.Sqlite.</param>
    /// <param name="defaultFile">Where SQLite keeps the history when nothing else is said.</param>
    /// <param name="refresh">Where new credentials may be waiting; null if none ever come.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The connection string names neither engine, or is malformed.</exception>
    public static HistoryEngine Create(string? connectionString, string defaultFile, IConfigurationRefresh? refresh = null, TimeProvider? time = null)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return new SqliteEngine($"Data Source={defaultFile}");
        }

        return PostgresEngine.Accepts(connectionString) ? new PostgresEngine(new PostgresDataSource(connectionString, refresh, time)) : new SqliteEngine(connectionString);
    }

    /// <summary>What is wrong with a connection string, as a rule that it breaks; null if nothing is.</summary>
    public static string? Explain(string? connectionString)
    {
        try
        {
            // Nothing is opened: data sources connect when they are asked for a connection.
            using var dataSource = Create(connectionString, "unused").DataSource;
            return null;
        }
#pragma warning disable CA1031 // Drivers have no exception of their own for this: whatever it is, the string cannot be used.
        catch (Exception)
        {
            // What the parser says may quote a part of a password.
            return "must be a PostgreSQL (Host=…) or SQLite (Data Source=…) connection string: a keyword or value in it is not understood, or does not go with the others (quote values that contain ;)";
        }
#pragma warning restore CA1031
    }
}
