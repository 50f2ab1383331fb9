using System.Net;
using System.Net.Sockets;

namespace MicroService.Tests.Processes;

public sealed class ListeningSocketsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    public void OpenedListener_IsListed(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();

        Assert.Contains((IPEndPoint)listener.LocalEndpoint, ListeningSockets.Of(Environment.ProcessId));
    }
}
