using System.Net;
using System.Net.Sockets;

namespace MicroService.AppHost.Embedded.Health;

/// <summary>Healthy if something accepts connections.</summary>
internal sealed class TcpProbe(int port) : IHealthProbe
{
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return null;
        }
        catch (SocketException exception)
        {
            return $"port {port}: {exception.SocketErrorCode}";
        }
    }
}
