using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

/// <summary>A TCP proxy on loopback that stands before a dependency and misbehaves as it is told, at run time and in each direction.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan BindPatience = TimeSpan.FromSeconds(30);

    private readonly IPEndPoint _target;
    private readonly ConcurrentDictionary<FaultLink, Task> _links = new();
    private readonly SemaphoreSlim _switching = new(1);
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile LinkConduct _requests = LinkConduct.Pass;
    private volatile LinkConduct _answers = LinkConduct.Pass;
    private volatile LinkAdmission _admission = LinkAdmission.Accept;
    private long _hindrances;

    private FaultProxy(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
    }

    /// <summary>Where clients connect; it stays the same.</summary>
    public int Port { get; } = LoopbackPorts.Next();

    /// <summary>How bytes go from clients to the target.</summary>
    public LinkConduct Requests => _requests;

    /// <summary>How bytes go from the target to clients.</summary>
    public LinkConduct Answers => _answers;

    /// <summary>How often a fault met a connection since the start.</summary>
    public long Hindrances => Interlocked.Read(ref _hindrances);

    /// <summary>How many connections there are.</summary>
    public int LinkCount => _links.Count;

    /// <summary>Starts to pass everything on to a port of this machine.</summary>
    public static async Task<FaultProxy> StartAsync(int targetPort)
    {
        var proxy = new FaultProxy(targetPort);
        await proxy.ListenAsync();
        return proxy;
    }

    /// <summary>Passes everything on again; connections that were deserted stay so.</summary>
    public async Task HealAsync()
    {
        await _switching.WaitAsync();
        try
        {
            (_requests, _answers, _admission) = (LinkConduct.Pass, LinkConduct.Pass, LinkAdmission.Accept);
            await ListenAsync();
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>Carries bytes as told: delayed, throttled or held.</summary>
    public void Carry(LinkConduct requests, LinkConduct answers) => (_requests, _answers) = (requests, answers);

    /// <summary>Accepts and forwards nothing, on the connections there are and on new ones.</summary>
    public void BlackHole() => Carry(LinkConduct.Hold, LinkConduct.Hold);

    /// <summary>Closes the connections there are and refuses new ones.</summary>
    public async Task CutAsync()
    {
        await _switching.WaitAsync();
        try
        {
            _admission = LinkAdmission.Refuse;
            await StopListeningAsync();
            EndLinks(link => link.Dispose());
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>Ends the connections there are, and each new one, with a reset.</summary>
    public void Reset()
    {
        _admission = LinkAdmission.Reset;
        EndLinks(link => link.Reset());
    }

    /// <summary>Leaves clients alone with the connections they have, as when a machine goes without a word; new connections work.</summary>
    public void HalfOpen() => EndLinks(link => link.Desert(), keep: true);

    /// <summary>Notes that a fault met a connection.</summary>
    public void CountHindrance() => Interlocked.Increment(ref _hindrances);

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        foreach (var link in _links.Keys)
        {
            link.Dispose();
        }

        await Task.WhenAll(_links.Values);
        _switching.Dispose();
    }

    private void EndLinks(Action<FaultLink> end, bool keep = false)
    {
        foreach (var link in _links.Keys)
        {
            CountHindrance();
            end(link);
            if (!keep)
            {
                _links.TryRemove(link, out _);
            }
        }
    }

    private async Task ListenAsync()
    {
        if (_listener is not null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(BindPatience);
        while (true)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
                listener.Listen();
                _listener = listener;
                _accepting = AcceptAsync(listener);
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && !patience.IsCancellationRequested)
            {
                // A connection of somebody else may have the port for a moment.
                listener.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
        }
    }

    private async Task StopListeningAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ConnectAsync(client);
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        client.NoDelay = true;
        var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (_admission == LinkAdmission.Accept)
            {
                await target.ConnectAsync(_target);
            }
        }
        catch (SocketException)
        {
            // The target is dead: its clients learn of it as directly as they can through a proxy, by a reset.
        }

        if (!target.Connected || _admission != LinkAdmission.Accept)
        {
            CountHindrance();
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            client.Dispose();
            target.Dispose();
            return;
        }

        // Known before its first byte goes through: whoever has an answer is met by the next fault.
        var link = new FaultLink(client, target, this);
        _links[link] = Task.CompletedTask;
        if (_admission != LinkAdmission.Accept)
        {
            // It came in while the others were thrown out.
            CountHindrance();
            _links.TryRemove(link, out _);
            End(link);
            return;
        }

        var carrying = link.CarryAsync();
        _links.TryUpdate(link, carrying, Task.CompletedTask);
        await carrying;
        if (!link.IsDeserted)
        {
            _links.TryRemove(link, out _);
        }
    }

    private void End(FaultLink link)
    {
        if (_admission == LinkAdmission.Reset)
        {
            link.Reset();
            return;
        }

        link.Dispose();
    }
}
