using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>One connection to Redis or Garnet, and the cache on it; a cache never lets go of the connection it was made with.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly string[] Timeouts = ["asyncTimeout=", "syncTimeout="];

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);

    private RedisLink(IConnectionMultiplexer connection)
    {
        Connection = connection;
        Cache = new RedisCache(Options.Create(new RedisCacheOptions
        {
            InstanceName = "microservice:",
            ConnectionMultiplexerFactory = () => Task.FromResult(connection),
        }));
    }

    public IConnectionMultiplexer Connection { get; }

    public RedisCache Cache { get; }

    /// <summary>Connects; returns also when no server answers yet, and keeps trying.</summary>
    /// <param name="connectionString">The server and its options.</param>
    /// <param name="timeout">How long callers wait for an answer; the connection string's own timeouts come first.</param>
    public static async Task<RedisLink> ConnectAsync(string connectionString, TimeSpan timeout)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        // A cache that is down at start is met again when it is up.
        options.AbortOnConnectFail = false;
        options.ClientName ??= "microservice-api";
        options.Protocol ??= RedisProtocol.Resp3;
        // Commands fail at once while it is down, instead of queueing up for its return.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        if (!NamesTimeout(connectionString))
        {
            // The client treats a connection as dead after four of these without an answer: with its default of 5 s, a cache that vanished is noticed after 20 s.
            options.AsyncTimeout = (int)(timeout > ShortestTimeout ? timeout : ShortestTimeout).TotalMilliseconds;
        }

        return new RedisLink(await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        Cache.Dispose();
        await Connection.DisposeAsync().ConfigureAwait(false);
    }

    private static bool NamesTimeout(string connectionString) =>
        connectionString.Split(',', StringSplitOptions.TrimEntries).Any(static option => Timeouts.Any(name => option.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
}
