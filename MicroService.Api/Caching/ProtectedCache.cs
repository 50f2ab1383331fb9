using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Caching.Distributed;
using Polly;
using StackExchange.Redis;

namespace MicroService.Api.Caching;

/// <summary>
/// The second level behind the pipeline of the dependency <c>cache</c>. What fails there, rejections included, is a miss; the pipeline has counted
/// it. FusionCache would treat it as one, too, but say so on the request's own span, as if that had failed. It calls asynchronously alone.
/// </summary>
internal sealed class ProtectedCache : IDistributedCache
{
    private readonly IDistributedCache _inner;
    private readonly DependencyPipeline _pipeline;
    private readonly ResiliencePipeline<Answer> _chaos;

    public ProtectedCache(IDistributedCache inner, DependencyPipeline pipeline)
    {
        (_inner, _pipeline) = (inner, pipeline);
        _chaos = pipeline.InjectOutcomes(static (_, _) => new Answer(null));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        try
        {
            var answer = await _pipeline.ExecuteAsync(
                static (all, token) => all.cache._chaos.ExecuteAsync(
                    static async (all, token) => new Answer(await all.cache._inner.GetAsync(all.key, token).ConfigureAwait(false)), all, token),
                (cache: this, key),
                isRetryable: true,
                token).ConfigureAwait(false);
            return answer.Data;
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            return null;
        }
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        ChangeAsync((cache, token) => cache.SetAsync(key, value, options, token), token);

    public Task RefreshAsync(string key, CancellationToken token = default) => ChangeAsync((cache, token) => cache.RefreshAsync(key, token), token);

    public Task RemoveAsync(string key, CancellationToken token = default) => ChangeAsync((cache, token) => cache.RemoveAsync(key, token), token);

    public byte[]? Get(string key) => throw Synchronous();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Synchronous();

    public void Refresh(string key) => throw Synchronous();

    public void Remove(string key) => throw Synchronous();

    // The last change of an entry wins, so that making one twice has no further effect.
    private async Task ChangeAsync(Func<IDistributedCache, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.ExecuteAsync(
                static async (all, token) =>
                {
                    await all.change(all._inner, token).ConfigureAwait(false);
                    return true;
                },
                (change, _inner),
                isRetryable: true,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            // The entry is not there for others, or an older one is until its time is over.
        }
    }

    /// <summary>Whether the cache failed, and not the caller.</summary>
    internal static bool IsOutage(Exception exception) => exception is ExecutionRejectedException or RedisException or TimeoutException or IOException;

    private static NotSupportedException Synchronous() => new("The cache is called asynchronously alone.");

    // Polly keeps all members of a result's type for its telemetry; those of arrays cannot be kept in a native binary.
    private sealed record Answer(byte[]? Data);
}
