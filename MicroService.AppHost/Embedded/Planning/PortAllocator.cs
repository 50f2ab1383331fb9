using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>Finds ports that nobody listens on and that this run has not given out.</summary>
internal sealed class PortAllocator
{
    // Below the ephemeral ports of Linux, macOS and Windows: no outgoing connection takes one while its resource restarts.
    private const int First = 20_000;
    private const int Last = 32_000;

    private readonly HashSet<int> _given = [];

    /// <summary>The wanted port if it is free, else another.</summary>
    public int Take(int? wanted)
    {
        if (wanted is { } port && !_given.Contains(port) && IsFree(port))
        {
            _given.Add(port);
            return port;
        }

        while (true)
        {
            var other = Random.Shared.Next(First, Last);
            if (IsFree(other) && _given.Add(other))
            {
                return other;
            }
        }
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
