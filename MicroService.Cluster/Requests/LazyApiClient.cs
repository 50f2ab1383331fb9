namespace MicroService.Cluster.Requests;

/// <summary>A client that is made at the first call that needs it: until then nothing of it is in memory.</summary>
public sealed class LazyApiClient(Func<CancellationToken, Task<ApiClient>> create) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ApiClient? _client;

    /// <summary>The client. If it could not be made, the next call tries again.</summary>
    public async ValueTask<ApiClient> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _client) is { } made)
        {
            return made;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _client ??= await create(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _one.Dispose();
    }
}
