using System.Net;
using System.Net.Sockets;
using System.Text;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Health;

/// <summary>Stands before a real server and counts how often a text goes by on its way there.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly byte[] _text;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _count;

    public CountingProxy(int target, string text)
    {
        Port = LoopbackPorts.Next();
        _target = target;
        _text = Encoding.UTF8.GetBytes(text);
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Count => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            var connecting = server.ConnectAsync(IPAddress.Loopback, _target, _end.Token).AsTask();
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
            {
                await Task.WhenAny(CopyAsync(client, server, counts: true), CopyAsync(server, client, counts: false));
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool counts)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
            {
                if (counts)
                {
                    Interlocked.Add(ref _count, Occurrences(buffer.AsSpan(0, read)));
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Either side is gone, and the other goes with it.
        }
    }

    private int Occurrences(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (int at; (at = bytes.IndexOf(_text)) >= 0; bytes = bytes[(at + _text.Length)..])
        {
            count++;
        }

        return count;
    }
}
