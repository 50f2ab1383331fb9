using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>One connection to Redis or Garnet, and the cache on it; a cache never lets go of the connection it was made with.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
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

    /// <summary>Connects; answers also when nobody is there yet, and goes on trying.</summary>
    public static async Task<RedisLink> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        // A cache that is down at start is met again when it is up.
        options.AbortOnConnectFail = false;
        options.ClientName ??= "microservice-api";
        options.Protocol ??= RedisProtocol.Resp3;
        // Commands fail at once while it is down, instead of queueing up for its return.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return new RedisLink(await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        Cache.Dispose();
        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
