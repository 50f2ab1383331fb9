using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>Finds ports that nobody listens on and that this run has not given out.</summary>
internal sealed class PortAllocator
{
    private readonly HashSet<int> _given = [];

    /// <summary>The wanted port if it is free, else another.</summary>
    public int Take(int? wanted)
    {
        if (wanted is { } port && !_given.Contains(port) && IsFree(port))
        {
            _given.Add(port);
            return port;
        }

        int free;
        do
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            free = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        while (!_given.Add(free));

        return free;
    }

    // Somebody who listens on another interface or on IPv6 would answer for "localhost" too.
    private static bool IsFree(int port)
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port))
        {
            return false;
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            // Taken in the meantime, or a port that only root may bind.
            return false;
        }
    }
}
