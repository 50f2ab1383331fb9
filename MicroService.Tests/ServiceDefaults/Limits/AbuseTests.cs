using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class AbuseTests : IAsyncLifetime
{
    private ApiProcess _service = null!;

    public async ValueTask InitializeAsync() => _service = await ApiProcess.StartAsync(
        new Dictionary<string, string>
        {
            // Long enough for a machine that stops between connecting and sending.
            ["Limits__HeadersTimeout"] = "5s",
            ["Limits__KeepAliveTimeout"] = "5s",
            ["Limits__MinBodyBytesPerSecond"] = "1000",
            ["Limits__MaxBodyBytes"] = "4096",
            ["Limits__MaxHeaders"] = "20",
            ["Limits__MaxHeaderBytes"] = "8192",
        },
        program: ServiceProgram.Greeter);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task SlowHeaders_AreCutOff()
    {
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: greeter\r\n");

        var answer = await connection.TrickleAsync("X");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task SlowBody_IsCutOff()
    {
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: greeter\r\nContent-Length: 4000\r\n\r\n");

        var answer = await connection.TrickleAsync("x");

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal) || !answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal), answer);
        await AssertServesAsync();
    }

    [Fact]
    public async Task IdleConnection_IsClosed()
    {
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: greeter\r\n\r\n");

        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyHeaders_AreRefused()
    {
        var headers = string.Concat(Enumerable.Range(0, 30).Select(number => $"X-{number}: y\r\n"));

        var answer = await RawConnection.ExchangeAsync(_service.Api, $"GET / HTTP/1.1\r\nHost: greeter\r\n{headers}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task EndlessHeader_IsRefused()
    {
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: greeter\r\nX-Flood: ");
        var reading = connection.ReadToEndAsync();
        for (var sent = 0; sent < 100 && !reading.IsCompleted; sent++)
        {
            await connection.SendAsync(new string('x', 4096));
        }

        var answer = await reading;

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431 ", StringComparison.Ordinal), answer);
        await AssertServesAsync();
    }

    [Fact]
    public async Task HugeAddress_IsRefused()
    {
        var answer = await RawConnection.ExchangeAsync(_service.Api, $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: greeter\r\n\r\n");

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 414 ", StringComparison.Ordinal), answer);
        await AssertServesAsync();
    }

    [Fact]
    public async Task BodyThatPromisesTooMuch_IsRefusedUnread()
    {
        var answer = await RawConnection.ExchangeAsync(_service.Api, "POST / HTTP/1.1\r\nHost: greeter\r\nContent-Length: 5000000\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: greeter\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: greeter\r\nBroken header\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: greeter\r\nFolded: a\r\n b\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task BrokenRequest_IsRefusedAndClosed(string request)
    {
        var answer = await RawConnection.ExchangeAsync(_service.Api, request);

        Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" 500 ", answer, StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task GarbageBehindARequest_LeavesTheRequestItsAnswer()
    {
        var answer = await RawConnection.ExchangeAsync(_service.Api, "GET / HTTP/1.1\r\nHost: greeter\r\n\r\n\u0001garbage\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n")]
    [InlineData("Content-Length: -5\r\n")]
    public async Task BodyOfTwoLengths_HidesNoSecondRequest(string headers)
    {
        var answer = await RawConnection.ExchangeAsync(
            _service.Api, $"POST / HTTP/1.1\r\nHost: greeter\r\n{headers}\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: greeter\r\n\r\n");

        // Either refused, or answered once and closed: nothing behind the body is taken for a request.
        Assert.Single(answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task AssertServesAsync()
    {
        using var api = await _service.Api.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        using var management = await _service.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (api.StatusCode, management.StatusCode));
        Assert.False(_service.Process.HasExited);
    }
}
