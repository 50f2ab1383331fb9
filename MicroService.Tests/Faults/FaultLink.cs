using System.Net.Sockets;

namespace MicroService.Tests.Faults;

/// <summary>One connection through a proxy: a client, the target, and two directions.</summary>
internal sealed class FaultLink(Socket client, Socket target, FaultProxy proxy) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _ended = new();
    private volatile bool _isDeserted;

    /// <summary>Whether the client is alone with it; it is kept until the proxy ends.</summary>
    public bool IsDeserted => _isDeserted;

    /// <summary>Carries bytes both ways until both have ended or one is broken.</summary>
    public async Task CarryAsync()
    {
        try
        {
            await Task.WhenAll(
                CarryAsync(client, target, () => proxy.Requests),
                CarryAsync(target, client, () => proxy.Answers));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Whichever side broke it, the other one has to notice.
        }

        if (!_isDeserted)
        {
            Dispose();
        }
    }

    /// <summary>Closes the target's side and leaves the client with a connection that nobody is behind: no end, no reset, no answer.</summary>
    public void Desert()
    {
        _isDeserted = true;
        _ended.Cancel();
        target.Dispose();
    }

    /// <summary>Ends both sides with a reset.</summary>
    public void Reset()
    {
        try
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            target.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }

        Dispose();
    }

    public void Dispose()
    {
        _ended.Cancel();
        client.Dispose();
        target.Dispose();
    }

    private async Task CarryAsync(Socket from, Socket to, Func<LinkConduct> conduct)
    {
        var buffer = new byte[ChunkBytes];
        while (true)
        {
            await PassedAsync(conduct);
            var limit = conduct().BytesPerSecond is { } rate ? Math.Clamp(rate / 20, 1, ChunkBytes) : ChunkBytes;
            var count = await from.ReceiveAsync(buffer.AsMemory(0, limit), _ended.Token);
            if (count == 0)
            {
                await PassedAsync(conduct);
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            var (delay, bytesPerSecond, _) = conduct();
            if (bytesPerSecond is { } speed)
            {
                delay += TimeSpan.FromSeconds((double)count / speed);
            }

            if (delay > TimeSpan.Zero)
            {
                proxy.CountHindrance();
                await Task.Delay(delay, _ended.Token);
            }

            await PassedAsync(conduct);
            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
            }
        }
    }

    private async Task PassedAsync(Func<LinkConduct> conduct)
    {
        if (conduct().Holds)
        {
            proxy.CountHindrance();
        }

        while (conduct().Holds)
        {
            await Task.Delay(Look, _ended.Token);
        }
    }
}
