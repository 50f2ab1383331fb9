using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MicroService.Api.History;

/// <summary>Opens connections to one SQLite file, in write-ahead mode so that readers never wait for the writer.</summary>
public sealed class SqliteDataSource : DbDataSource
{
    /// <summary>Seconds that a statement waits for another process's lock; it holds a thread while it does, past all other timeouts.</summary>
    private const int LockTimeout = 1;

    private const string Usual = "pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -256;";

    private readonly string _file;
    private volatile bool _isInUse;

    /// <param name="connectionString">In Microsoft.Data.Sqlite's words; <c>Data Source</c> is the file.</param>
    /// <exception cref="ArgumentException">The connection string is malformed or names no file.</exception>
    public SqliteDataSource(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (string.IsNullOrWhiteSpace(builder.DataSource) || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
        {
            throw new ArgumentException("The connection string names no file: Data Source=… (a database in memory would be gone with its connection)", nameof(connectionString));
        }

        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!given.ContainsKey("Default Timeout") && !given.ContainsKey("Command Timeout"))
        {
            builder.DefaultTimeout = LockTimeout;
        }

        _file = builder.DataSource;
        ConnectionString = builder.ConnectionString;
    }

    /// <inheritdoc/>
    public override string ConnectionString { get; }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var isNew = new FileInfo(_file) is not { Exists: true, Length: > 0 };
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            // Normal is durable against a crash of the process; a power cut may lose the last commits, never the file. Whether the file can
            // shrink is decided before there is anything in it; later the pragma would only cost a write.
            // The system has the file's pages cached: what each pooled connection caches of them on top is memory for nothing.
            command.CommandText = isNew ? "pragma auto_vacuum = incremental;" + Usual : Usual;
            command.ExecuteNonQuery();
            _isInUse = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(OpenDbConnection());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // All connections with the same text share the pool.
        if (disposing && _isInUse)
        {
            // The pool keeps the file open otherwise, and the write-ahead log beside it.
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }
}
