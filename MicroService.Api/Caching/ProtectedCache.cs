using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Caching.Distributed;
using Polly;

namespace MicroService.Api.Caching;

/// <summary>
/// The second level behind the pipeline of the dependency <c>cache</c>. What it throws, rejections included, FusionCache takes for a miss;
/// the asynchronous calls are all that FusionCache makes here.
/// </summary>
internal sealed class ProtectedCache : IDistributedCache
{
    private readonly IDistributedCache _inner;
    private readonly DependencyPipeline _pipeline;
    private readonly ResiliencePipeline<Answer> _chaos;

    public ProtectedCache(IDistributedCache inner, DependencyPipeline pipeline)
    {
        (_inner, _pipeline) = (inner, pipeline);
        _chaos = pipeline.MakeUp(static _ => new Answer(null));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var answer = await _pipeline.ExecuteAsync(
            static (all, token) => all.cache._chaos.ExecuteAsync(
                static async (all, token) => new Answer(await all.cache._inner.GetAsync(all.key, token).ConfigureAwait(false)), all, token),
            (cache: this, key),
            isRepeatable: true,
            token).ConfigureAwait(false);
        return answer.Data;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        ChangeAsync((cache, token) => cache.SetAsync(key, value, options, token), token);

    public Task RefreshAsync(string key, CancellationToken token = default) => ChangeAsync((cache, token) => cache.RefreshAsync(key, token), token);

    public Task RemoveAsync(string key, CancellationToken token = default) => ChangeAsync((cache, token) => cache.RemoveAsync(key, token), token);

    public byte[]? Get(string key) => throw Synchronous();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Synchronous();

    public void Refresh(string key) => throw Synchronous();

    public void Remove(string key) => throw Synchronous();

    // The last change of an entry wins, whoever made it: the same one made twice is the same one.
    private Task<bool> ChangeAsync(Func<IDistributedCache, CancellationToken, Task> change, CancellationToken cancellationToken) => _pipeline.ExecuteAsync(
        static async (all, token) =>
        {
            await all.change(all._inner, token).ConfigureAwait(false);
            return true;
        },
        (change, _inner),
        isRepeatable: true,
        cancellationToken).AsTask();

    private static NotSupportedException Synchronous() => new("The cache is called asynchronously alone.");

    // Polly keeps all members of a result's type for its telemetry; those of arrays cannot be kept in a native binary.
    private sealed record Answer(byte[]? Data);
}
