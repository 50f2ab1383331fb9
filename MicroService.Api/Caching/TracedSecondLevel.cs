using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Caching.Distributed;

namespace MicroService.Api.Caching;

/// <summary>Makes each call to Redis or Garnet a client's span, by OpenTelemetry's conventions for databases; keys and values stay out of it.</summary>
internal sealed class TracedSecondLevel(IDistributedCache cache, RedisConnection connection) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("GET");
        return await TraceAsync(span, async () =>
        {
            var value = await cache.GetAsync(key, token).ConfigureAwait(false);
            span?.SetTag("cache.hit", value is not null);
            return value;
        }).ConfigureAwait(false);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        using var span = Begin("SET");
        span?.SetTag("cache.bytes", value.Length);
        await TraceAsync(span, () => cache.SetAsync(key, value, options, token)).ConfigureAwait(false);
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("EXPIRE");
        await TraceAsync(span, () => cache.RefreshAsync(key, token)).ConfigureAwait(false);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("DEL");
        await TraceAsync(span, () => cache.RemoveAsync(key, token)).ConfigureAwait(false);
    }

    public byte[]? Get(string key) => throw new NotSupportedException(SecondLevel.OnlyAsynchronous);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException(SecondLevel.OnlyAsynchronous);

    public void Refresh(string key) => throw new NotSupportedException(SecondLevel.OnlyAsynchronous);

    public void Remove(string key) => throw new NotSupportedException(SecondLevel.OnlyAsynchronous);

    private static Task<bool> TraceAsync(Activity? span, Func<Task> call) => TraceAsync(span, async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    private static async Task<T> TraceAsync<T>(Activity? span, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private Activity? Begin(string operation)
    {
        if (ApiActivities.Source.StartActivity($"{operation} {CacheRegistration.Name}", ActivityKind.Client) is not { } span)
        {
            return null;
        }

        span.SetTag("db.system.name", "redis").SetTag("db.operation.name", operation);
        var (host, port) = connection.Server switch
        {
            DnsEndPoint named => (named.Host, named.Port),
            IPEndPoint numbered => (numbered.Address.ToString(), numbered.Port),
            _ => (null, 0),
        };
        return host is null ? span : span.SetTag("server.address", host).SetTag("server.port", port);
    }
}
