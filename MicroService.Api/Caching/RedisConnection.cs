using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>The one connection to Redis or Garnet: made at first use, mended in the background for as long as the service lives.</summary>
public sealed class RedisConnection(string connectionString) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(connectionString));

    /// <summary>The connection, which may be down at the moment.</summary>
    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    /// <summary>Asks for a sign of life.</summary>
    /// <exception cref="RedisException">There is none.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var connection = await _connection.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the connection string can be read.</summary>
    public static bool Accepts(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var connection = await _connection.Value.ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        // A cache that is down at start is met again when it is up.
        options.AbortOnConnectFail = false;
        options.ClientName ??= "microservice-api";
        options.Protocol ??= RedisProtocol.Resp3;
        // Commands fail at once while it is down, instead of queueing up for its return.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
    }
}
