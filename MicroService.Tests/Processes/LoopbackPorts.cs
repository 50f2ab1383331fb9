using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MicroService.Tests.Processes;

/// <summary>Free loopback ports, none handed out twice in one run.</summary>
internal static class LoopbackPorts
{
    // Below the ephemeral ports of Linux, macOS and Windows: no outgoing connection takes one between its handing out and its use, or while a test has its server down.
    private const int First = 15_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> HandedOut = new();

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (HandedOut.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
