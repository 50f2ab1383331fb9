using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MicroService.Api.History;

/// <summary>The history in a SQLite file.</summary>
public sealed class SqliteEngine(string connectionString) : HistoryEngine(new SqliteDataSource(connectionString))
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

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
        && (sqlite.SqliteErrorCode is Busy or Locked or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NotADatabase
            || IsNotMigrated(sqlite));

    /// <inheritdoc/>
    public override DbException CreateFault() => new SqliteException("The database is locked (chaos)", Busy);

    // SQLite has no code of its own for a missing table.
    private static bool IsNotMigrated(SqliteException exception) =>
        exception.SqliteErrorCode == 1 && exception.Message.Contains("no such table", StringComparison.Ordinal);
}
