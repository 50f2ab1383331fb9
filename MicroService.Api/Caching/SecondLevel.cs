using Microsoft.Extensions.Caching.Distributed;

namespace MicroService.Api.Caching;

/// <summary>The second level of the cache, on whatever connection is in use now.</summary>
internal sealed class SecondLevel(RedisConnection connection) : IDistributedCache
{
    internal const string OnlyAsynchronous = "The second level of the cache is asynchronous: waiting for a network would hold a thread.";

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await (await CacheAsync(token).ConfigureAwait(false)).GetAsync(key, token).ConfigureAwait(false);

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await (await CacheAsync(token).ConfigureAwait(false)).SetAsync(key, value, options, token).ConfigureAwait(false);

    public async Task RefreshAsync(string key, CancellationToken token = default) =>
        await (await CacheAsync(token).ConfigureAwait(false)).RefreshAsync(key, token).ConfigureAwait(false);

    public async Task RemoveAsync(string key, CancellationToken token = default) =>
        await (await CacheAsync(token).ConfigureAwait(false)).RemoveAsync(key, token).ConfigureAwait(false);

    public byte[]? Get(string key) => throw new NotSupportedException(OnlyAsynchronous);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException(OnlyAsynchronous);

    public void Refresh(string key) => throw new NotSupportedException(OnlyAsynchronous);

    public void Remove(string key) => throw new NotSupportedException(OnlyAsynchronous);

    private async Task<IDistributedCache> CacheAsync(CancellationToken cancellationToken) =>
        (await connection.LinkAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).Cache;
}
