namespace MicroService.Api.History;

/// <summary>A permit of a semaphore, released when disposed; does nothing without a semaphore.</summary>
internal readonly struct GateLease(SemaphoreSlim? gate) : IDisposable
{
    public static async ValueTask<GateLease> EnterAsync(SemaphoreSlim? gate, CancellationToken cancellationToken)
    {
        if (gate is not null)
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new GateLease(gate);
    }

    public void Dispose() => gate?.Release();
}
