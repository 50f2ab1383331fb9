using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class ConnectionLimitTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: greeter\r\n\r\n";

    [Fact]
    public async Task ConnectionBeyondTheLimit_IsClosedWhileTheOthersAreServed()
    {
        await using var service = await ApiProcess.StartAsync(
            new Dictionary<string, string> { ["Limits__MaxConnections"] = "3" }, program: ServiceProgram.Greeter);
        using var first = await RawConnection.OpenAsync(service.Api);
        using var second = await RawConnection.OpenAsync(service.Api);
        using var third = await RawConnection.OpenAsync(service.Api);
        await first.SendAsync(Request);
        await second.SendAsync(Request);
        await third.SendAsync(Request);
        await Task.WhenAll(first.ReadAnswerAsync(), second.ReadAnswerAsync(), third.ReadAnswerAsync());

        var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RawConnection.ExchangeAsync(service.Api, Request)));
        await first.SendAsync(Request);
        var served = await first.ReadAnswerAsync();
        using var live = await service.Management.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.All(refused, Assert.Empty);
        Assert.StartsWith("HTTP/1.1 200 ", served, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(10, await service.MetricAsync("connections_refused_total"));
    }

    [Fact]
    public async Task ConnectionThatEnds_MakesRoomForAnother()
    {
        await using var service = await ApiProcess.StartAsync(
            new Dictionary<string, string> { ["Limits__MaxConnections"] = "1" }, program: ServiceProgram.Greeter);
        using (var first = await RawConnection.OpenAsync(service.Api))
        {
            await first.SendAsync(Request);
            await first.ReadAnswerAsync();
        }

        var answer = "";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (answer.Length == 0 && !patience.IsCancellationRequested)
        {
            answer = await RawConnection.ExchangeAsync(service.Api, Request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        }

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }
}
