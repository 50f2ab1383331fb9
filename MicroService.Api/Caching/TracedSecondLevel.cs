using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>Makes each call to Redis or Garnet a client's span, by OpenTelemetry's conventions for databases; keys and values stay out of it.</summary>
internal sealed class TracedSecondLevel(IDistributedCache cache, string connectionString) : IDistributedCache
{
    private readonly EndPoint? _server = ConfigurationOptions.Parse(connectionString).EndPoints.FirstOrDefault();

    public byte[]? Get(string key)
    {
        using var span = Begin("GET");
        return Trace(span, () => Found(span, cache.Get(key)));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("GET");
        return await TraceAsync(span, async () => Found(span, await cache.GetAsync(key, token).ConfigureAwait(false))).ConfigureAwait(false);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        using var span = Begin("SET");
        Trace(span, () => cache.Set(key, value, options));
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        using var span = Begin("SET");
        span?.SetTag("cache.bytes", value.Length);
        await TraceAsync(span, () => cache.SetAsync(key, value, options, token)).ConfigureAwait(false);
    }

    public void Refresh(string key)
    {
        using var span = Begin("EXPIRE");
        Trace(span, () => cache.Refresh(key));
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("EXPIRE");
        await TraceAsync(span, () => cache.RefreshAsync(key, token)).ConfigureAwait(false);
    }

    public void Remove(string key)
    {
        using var span = Begin("DEL");
        Trace(span, () => cache.Remove(key));
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        using var span = Begin("DEL");
        await TraceAsync(span, () => cache.RemoveAsync(key, token)).ConfigureAwait(false);
    }

    private static byte[]? Found(Activity? span, byte[]? value)
    {
        span?.SetTag("cache.hit", value is not null);
        return value;
    }

    private static void Trace(Activity? span, Action call) => Trace(span, () =>
    {
        call();
        return true;
    });

    private static T Trace<T>(Activity? span, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception)
        {
            Fail(span, exception);
            throw;
        }
    }

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
            Fail(span, exception);
            throw;
        }
    }

    private static void Fail(Activity? span, Exception exception) =>
        span?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    private Activity? Begin(string operation)
    {
        if (ApiActivities.Source.StartActivity($"{operation} {CacheRegistration.Name}", ActivityKind.Client) is not { } span)
        {
            return null;
        }

        span.SetTag("db.system.name", "redis").SetTag("db.operation.name", operation);
        var (host, port) = _server switch
        {
            DnsEndPoint named => (named.Host, named.Port),
            IPEndPoint numbered => (numbered.Address.ToString(), numbered.Port),
            _ => (null, 0),
        };
        return host is null ? span : span.SetTag("server.address", host).SetTag("server.port", port);
    }
}
