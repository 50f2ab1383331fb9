namespace MicroService.Api.History;

/// <summary>
/// A token that is cancelled after another one, on a thread of its own. Npgsql asks the server to stop a command on the thread that cancels, over a
/// second connection, and blocks that thread until the server answers. A server that hangs would take the pool's threads one after the other,
/// until nothing in the process is answered any more, probes included.
/// </summary>
internal sealed class AttemptCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _cancelling = Task.CompletedTask;

    /// <summary>Follows a token.</summary>
    public AttemptCancellation(CancellationToken cancellationToken) => _registration = cancellationToken.Register(Follow);

    /// <summary>The token for the driver.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        // A source may not be disposed of while it cancels; without a timer there is nothing in it that has to be.
        if (_cancelling.IsCompleted)
        {
            _source.Dispose();
        }
    }

    private void Follow() =>
        _cancelling = Task.Factory.StartNew(_source.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
