using System.Net;
using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>
/// The one connection to Redis or Garnet: made at first use, reconnected in the background for as long as the service runs, and
/// replaced when its connection string changes.
/// </summary>
/// <param name="connectionString">The server and its options.</param>
/// <param name="timeout">How long a caller waits for an answer; asked at each connection.</param>
/// <param name="time">The clock.</param>
public sealed class RedisConnection(string connectionString, Func<TimeSpan> timeout, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a new connection may take.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long calls in flight have after a rotation.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _disposed = new();
    private Lazy<Task<RedisLink>> _link = new(() => RedisLink.ConnectAsync(connectionString, timeout()));
    private Task _retiring = Task.CompletedTask;
    private volatile EndPoint? _server = ServerOf(connectionString);

    /// <summary>The first server of the connection in use.</summary>
    public EndPoint? Server => _server;

    /// <summary>The connection of now, which may be down at the moment.</summary>
    public async Task<IConnectionMultiplexer> GetAsync() => (await LinkAsync().ConfigureAwait(false)).Connection;

    /// <summary>Asks for a sign of life.</summary>
    /// <exception cref="RedisException">There is none.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var link = await LinkAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await link.Connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects anew and swaps; the old connection serves until then.</summary>
    /// <exception cref="RedisException">The server rejects the credentials or is unreachable; both may be temporary.</exception>
    public async Task<bool> RotateAsync(string changed, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        var next = await ConnectAsync(changed, either.Token).ConfigureAwait(false);
        var last = Interlocked.Exchange(ref _link, new Lazy<Task<RedisLink>>(Task.FromResult(next)));
        _server = ServerOf(changed);
        _retiring = RetireAsync(_retiring, last);
        return true;
    }

    /// <summary>Whether the connection string can be read.</summary>
    public static bool Accepts(string connectionString)
    {
        try
        {
            // An address would be treated as the name of a server that cannot be reached.
            return ConfigurationOptions.Parse(connectionString).EndPoints is { Count: > 0 } servers
                && !servers.OfType<DnsEndPoint>().Any(static server => server.Host.Contains('/', StringComparison.Ordinal));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _retiring.ConfigureAwait(false);
        await DisposeAsync(_link).ConfigureAwait(false);
        _disposed.Dispose();
    }

    internal Task<RedisLink> LinkAsync() => Volatile.Read(ref _link).Value;

    private static EndPoint? ServerOf(string connectionString) => ConfigurationOptions.Parse(connectionString).EndPoints.FirstOrDefault();

    private async Task<RedisLink> ConnectAsync(string changed, CancellationToken cancellationToken)
    {
        var link = await RedisLink.ConnectAsync(changed, timeout()).ConfigureAwait(false);
        try
        {
            for (var waited = TimeSpan.Zero; !link.Connection.IsConnected && waited < ConnectTimeout; waited += Pause)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }

            // It throws with the reason if there is still no connection.
            await link.Connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RetireAsync(Task others, Lazy<Task<RedisLink>> link)
    {
        await Task.Delay(Grace, time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await others.ConfigureAwait(false);
        await DisposeAsync(link).ConfigureAwait(false);
    }

    private static async ValueTask DisposeAsync(Lazy<Task<RedisLink>> link)
    {
        if (link is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await link.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }
}
