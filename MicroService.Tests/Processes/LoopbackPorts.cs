using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MicroService.Tests.Processes;

/// <summary>Free loopback ports, none handed out twice in one run.</summary>
internal static class LoopbackPorts
{
    private static readonly ConcurrentDictionary<int, bool> HandedOut = new();

    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (HandedOut.TryAdd(port, true))
            {
                return port;
            }
        }
    }
}
