using System.Net;
using System.Net.Sockets;
using MicroService.AppHost.Embedded.Planning;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class PortAllocatorTests
{
    [Fact]
    public void FreePort_IsTaken()
    {
        var wanted = LoopbackPorts.Next();

        Assert.Equal(wanted, new PortAllocator().Take(wanted));
    }

    [Fact]
    public void BusyPort_GivesAnother()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var busy = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.NotEqual(busy, new PortAllocator().Take(busy));
    }

    [Fact]
    public void PortAskedForTwice_IsGivenOnce()
    {
        var allocator = new PortAllocator();
        var wanted = LoopbackPorts.Next();

        Assert.NotEqual(allocator.Take(wanted), allocator.Take(wanted));
    }
}
