using System.Data.Common;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Configuration;
using Npgsql;

namespace MicroService.Api.History;

/// <summary>
/// Connections to PostgreSQL whose credentials, and server, may change while it is in use. Between the change in the database
/// and that of the mounted secret, whichever comes first, the server refuses one of the two: callers wait, or get the other.
/// </summary>
public sealed class PostgresDataSource : DbDataSource
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>How long refused credentials count as a rotation under way; after that they are just wrong, and callers hear so at once.</summary>
    private static readonly TimeSpan RotationTimeout = TimeSpan.FromSeconds(30);

    private readonly IConfigurationRefresh? _refresh;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private PostgresPool _current;

    /// <param name="connectionString">In Npgsql's words.</param>
    /// <param name="refresh">Where a new secret may be waiting; null if none ever comes.</param>
    /// <param name="time">The clock of pauses.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public PostgresDataSource(string connectionString, IConfigurationRefresh? refresh = null, TimeProvider? time = null)
    {
        _refresh = refresh;
        _time = time ?? TimeProvider.System;
        _current = new PostgresPool(connectionString, predecessor: null, _time);
    }

    /// <inheritdoc/>
    public override string ConnectionString => InUse.Source.ConnectionString;

    private PostgresPool Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    private PostgresPool InUse => Current is var current && current.Predecessor is { } predecessor ? predecessor : current;

    /// <summary>
    /// Asks the server to let this connection string in, and opens connections with it from then on. Until then the last one
    /// goes first, and this one where the server refuses that. Calls in flight end on the connections they have.
    /// </summary>
    /// <exception cref="NpgsqlException">The server rejects the credentials or is unreachable; both may be temporary.</exception>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public async Task RotateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var pool = await SwapAsync(connectionString).ConfigureAwait(false);
        if (!pool.WasAccepted)
        {
            await using var connection = await pool.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await AcceptAsync(pool).ConfigureAwait(false);
        }
    }

    /// <summary>Closes idle connections now, and those in use when their calls end; new ones are made as they are needed.</summary>
    public void Clear()
    {
        var current = Current;
        current.Predecessor?.Source.Clear();
        current.Source.Clear();
    }

    private async Task<PostgresPool> SwapAsync(string connectionString)
    {
        PostgresPool pool;
        PostgresPool? unused;
        lock (_lock)
        {
            if (_current.Text == connectionString)
            {
                return _current;
            }

            // Credentials that were never accepted are discarded.
            var inUse = _current.Predecessor ?? _current;
            unused = inUse == _current ? null : _current;
            _current = pool = new PostgresPool(connectionString, inUse, _time);
        }

        if (unused is not null)
        {
            await unused.DisposeAsync().ConfigureAwait(false);
        }

        return pool;
    }

    private static bool IsRefusal(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification };

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => InUse.Source.CreateConnection();

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var pool = Current;
            var predecessor = pool.Predecessor;
            // Credentials that are new may be wrong: those that the server is known to take go first, until it takes the new ones.
            PostgresPool[] pools = predecessor is null ? [pool] : [predecessor, pool];
            PostgresException? refusal = null;
            foreach (var candidate in pools)
            {
                try
                {
                    var connection = await candidate.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                    await AcceptAsync(candidate).ConfigureAwait(false);
                    return connection;
                }
                catch (PostgresException exception) when (IsRefusal(exception))
                {
                    candidate.Refused();
                    refusal = exception;
                }
                catch (Exception exception) when (refusal is not null && exception is (NpgsqlException or SocketException))
                {
                    // Those in use are rejected, and no server answers at the new address: another change may follow.
                }
                catch (ObjectDisposedException) when (pool != Current || pool.Predecessor != predecessor)
                {
                    // Rotated away in this very moment.
                }
            }

            if (refusal is not null && (!pools[0].WasAccepted || pools[0].RefusedFor > RotationTimeout || !await LookAgainAsync(pause, cancellationToken).ConfigureAwait(false)))
            {
                throw refusal;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Current.Predecessor?.Source.Dispose();
            Current.Source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore()
    {
        if (Current.Predecessor is { } predecessor)
        {
            await predecessor.DisposeAsync().ConfigureAwait(false);
        }

        await Current.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsyncCore().ConfigureAwait(false);
    }

    private async ValueTask AcceptAsync(PostgresPool pool)
    {
        PostgresPool? unused;
        lock (_lock)
        {
            unused = pool.Accepted();
        }

        if (unused is not null)
        {
            await unused.DisposeAsync().ConfigureAwait(false);
        }
    }

    // False when the caller's time is up: the refusal says more than a cancellation would.
    private async Task<bool> LookAgainAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            if (_refresh is not null)
            {
                await _refresh.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
