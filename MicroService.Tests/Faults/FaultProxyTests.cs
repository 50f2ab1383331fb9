using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, LoopbackPorts.Next());
    private FaultProxy? _proxy;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _echo.Start();
        _ = ServeAsync();
        _proxy = await FaultProxy.StartAsync(((IPEndPoint)_echo.LocalEndpoint).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _echo.Dispose();
    }

    [Fact]
    public async Task Passing_CarriesBothWays()
    {
        using var client = await ConnectAsync();

        Assert.Equal("hello", await EchoAsync(client, "hello"));
    }

    [Fact]
    public async Task Delay_SlowsEachDirectionThatHasIt()
    {
        var delay = TimeSpan.FromMilliseconds(300);
        using var client = await ConnectAsync();
        Proxy.Carry(LinkConduct.Pass, new LinkConduct(delay));

        var started = Stopwatch.GetTimestamp();
        Assert.Equal("hello", await EchoAsync(client, "hello"));

        Assert.True(Stopwatch.GetElapsedTime(started) >= delay * 0.9);
        Assert.True(Proxy.Hindrances > 0);
    }

    [Fact]
    public async Task Throttle_TakesTheTimeThatTheBytesNeed()
    {
        using var client = await ConnectAsync();
        const int Rate = 10_000;
        Proxy.Carry(new LinkConduct(BytesPerSecond: Rate), LinkConduct.Pass);
        var text = new string('x', Rate / 2);

        var started = Stopwatch.GetTimestamp();
        Assert.Equal(text, await EchoAsync(client, text));

        var needed = TimeSpan.FromSeconds((double)text.Length / Rate);
        Assert.True(Stopwatch.GetElapsedTime(started) >= needed * 0.8);
    }

    [Fact]
    public async Task BlackHole_AcceptsAndAnswersNothingUntilItIsHealed()
    {
        using var old = await ConnectAsync();
        Proxy.BlackHole();
        using var fresh = await ConnectAsync();

        var answers = Task.WhenAll(EchoAsync(old, "old"), EchoAsync(fresh, "new"));
        await Assert.ThrowsAsync<TimeoutException>(() => answers.WaitAsync(TimeSpan.FromMilliseconds(300), Cancellation));
        await Proxy.HealAsync();

        Assert.Equal(["old", "new"], await answers);
    }

    [Fact]
    public async Task Cut_EndsConnectionsAndRefusesNewOnesUntilItIsHealed()
    {
        using var client = await ConnectAsync();
        Assert.Equal("hello", await EchoAsync(client, "hello"));

        await Proxy.CutAsync();

        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Cancellation));
        var refusal = await Assert.ThrowsAsync<SocketException>(async () => await ConnectAsync());
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
        await Proxy.HealAsync();
        using var again = await ConnectAsync();
        Assert.Equal("again", await EchoAsync(again, "again"));
    }

    [Fact]
    public async Task Reset_ThrowsEverybodyOut()
    {
        using var client = await ConnectAsync();
        Assert.Equal("hello", await EchoAsync(client, "hello"));

        Proxy.Reset();

        var reset = await Assert.ThrowsAsync<SocketException>(() => EchoAsync(client, "more"));
        Assert.True(reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown, $"{reset.SocketErrorCode}");
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var fresh = await ConnectAsync();
            await EchoAsync(fresh, "hello");
        });
    }

    [Fact]
    public async Task HalfOpen_SilencesTheConnectionsThereAreAndServesNewOnes()
    {
        using var client = await ConnectAsync();
        Assert.Equal("hello", await EchoAsync(client, "hello"));

        Proxy.HalfOpen();

        using var fresh = await ConnectAsync();
        Assert.Equal("new", await EchoAsync(fresh, "new"));
        await Assert.ThrowsAsync<TimeoutException>(() => EchoAsync(client, "more").WaitAsync(TimeSpan.FromMilliseconds(300), Cancellation));
    }

    [Fact]
    public async Task DeadTarget_ResetsItsClients()
    {
        _echo.Stop();

        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync();
            await client.ReceiveAsync(new byte[1], Cancellation);
        });
    }

    private static async Task<string> EchoAsync(Socket client, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var received = 0;
        await client.SendAsync(bytes, Cancellation);
        while (received < bytes.Length)
        {
            var count = await client.ReceiveAsync(bytes.AsMemory(received), Cancellation);
            Assert.NotEqual(0, count);
            received += count;
        }

        return Encoding.ASCII.GetString(bytes);
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Proxy.Port, Cancellation);
        return client;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = EchoBackAsync(await _echo.AcceptSocketAsync(CancellationToken.None));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task EchoBackAsync(Socket socket)
    {
        using var client = socket;
        var buffer = new byte[4096];
        try
        {
            for (var count = 1; count > 0;)
            {
                count = await client.ReceiveAsync(buffer, CancellationToken.None);
                await client.SendAsync(buffer.AsMemory(0, count), CancellationToken.None);
            }
        }
        catch (SocketException)
        {
            // The proxy broke it, as it was told to.
        }
    }
}
