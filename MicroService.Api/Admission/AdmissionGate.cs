namespace MicroService.Api.Admission;

/// <summary>Bounds what reviews take at once: bodies by their bytes, and audits by number, large ones one at a time.</summary>
internal sealed class AdmissionGate : IDisposable
{
    private const long HeldBytes = 16 * 1024 * 1024;

    // An ordinary review has some ten kibibytes; the tree of an object takes many times its text.
    private const int Large = 256 * 1024;

    private readonly SemaphoreSlim _audits = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim _largeAudits = new(1);
    private long _held;

    /// <summary>Reserves the bytes of a body; false if too many are held already.</summary>
    /// <param name="bytes">The bytes, which are given back with <see cref="Release"/>.</param>
    public bool TryHold(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= Math.Max(HeldBytes, bytes))
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives back the bytes of a body.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _held, -bytes);

    /// <summary>Audits when it is the review's turn.</summary>
    /// <param name="bytes">The length of the review.</param>
    /// <param name="audit">The audit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> RunAsync<T>(int bytes, Func<T> audit, CancellationToken cancellationToken)
    {
        var isLarge = bytes > Large;
        if (isLarge)
        {
            await _largeAudits.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await _audits.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return audit();
            }
            finally
            {
                _audits.Release();
            }
        }
        finally
        {
            if (isLarge)
            {
                _largeAudits.Release();
            }
        }
    }

    public void Dispose()
    {
        _audits.Dispose();
        _largeAudits.Dispose();
    }
}
