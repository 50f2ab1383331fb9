using Npgsql;

namespace MicroService.Api.History;

/// <summary>The connections of one connection string.</summary>
internal sealed class PostgresPool(string connectionString, PostgresPool? predecessor, TimeProvider time) : IAsyncDisposable
{
    private long _refusedFirst;

    /// <summary>The connection string as it was given, password included.</summary>
    public string Text { get; } = connectionString;

    public NpgsqlDataSource Source { get; } = Create(connectionString);

    /// <summary>The pool in use before, as long as the server may not know the new credentials yet.</summary>
    public PostgresPool? Predecessor { get; private set; } = predecessor;

    /// <summary>Whether the server has ever let these credentials in.</summary>
    public bool WasAccepted { get; private set; }

    /// <summary>For how long the server has rejected these credentials.</summary>
    public TimeSpan RefusedFor => Interlocked.Read(ref _refusedFirst) is not 0 and var first ? time.GetElapsedTime(first) : TimeSpan.Zero;

    /// <summary>The server has accepted them; returns the pool that is no longer needed.</summary>
    public PostgresPool? Accepted()
    {
        WasAccepted = true;
        Interlocked.Exchange(ref _refusedFirst, 0);
        var predecessor = Predecessor;
        Predecessor = null;
        return predecessor;
    }

    /// <summary>The server has refused them.</summary>
    public void Refused() => Interlocked.CompareExchange(ref _refusedFirst, time.GetTimestamp(), 0);

    /// <summary>Closes idle connections now, and those in use when their calls end.</summary>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString);
        builder.EnableTransportSecurity();
        builder.ConnectionStringBuilder.ApplicationName ??= "microservice-api";
        // A connection whose command was cancelled is closed at once. Nothing is kept in sessions that would have to be reset: while the driver waits for the
        // answer to a reset, cancelling has no effect, and over a connection that leads nowhere it would wait until the command's own timeout.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.CancellationTimeout = -1;
        // What measurements call the pool; by default it is the connection string without its password.
        builder.Name = HistoryRegistration.Name;
        return builder.Build();
    }
}
