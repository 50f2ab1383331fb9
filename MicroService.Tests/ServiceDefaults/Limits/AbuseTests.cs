using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class AbuseTests : IAsyncLifetime
{
    // What the tests show is no default of the server if this service keeps what the other one closes.
    private static readonly Dictionary<string, string> Lenient = new()
    {
        ["Limits__HeadersTimeout"] = "10m",
        ["Limits__KeepAliveTimeout"] = "1h",
        ["Limits__MinBodyBytesPerSecond"] = "0",
        ["Limits__RequestTimeout"] = "1h",
        ["Limits__MaxHeaderBytes"] = "65536",
    };

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
        var answer = await ClosedBeforeLenientAsync("GET / HTTP/1.1\r\nHost: greeter\r\n", trickle: "X");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task SlowBody_IsCutOff()
    {
        var answer = await ClosedBeforeLenientAsync("POST / HTTP/1.1\r\nHost: greeter\r\nContent-Length: 4000\r\n\r\n", trickle: "x");

        // The echo has begun before the body is found to be slow, and never ends.
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task IdleConnection_IsClosed()
    {
        var answer = await ClosedBeforeLenientAsync("GET / HTTP/1.1\r\nHost: greeter\r\n\r\n");

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
    public async Task LongHeader_IsRefusedAboveTheLimitAlone()
    {
        var request = $"GET / HTTP/1.1\r\nHost: greeter\r\nConnection: close\r\nX-Flood: {new string('x', 20_000)}\r\n\r\n";
        await using var lenient = await ApiProcess.StartAsync(Lenient, program: ServiceProgram.Greeter);

        Assert.StartsWith("HTTP/1.1 431 ", await AnswerAsync(_service, request), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AnswerAsync(lenient, request), StringComparison.Ordinal);
        await AssertServesAsync();
    }

    [Fact]
    public async Task EndlessHeader_EndsWithTheConnection()
    {
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: greeter\r\nX-Flood: ");
        var reading = connection.ReadToEndAsync();

        // Far more than the server and both sockets could hold unread: only a closed connection stops taking it.
        var sent = 0;
        while (sent < 20_000 && !reading.IsCompleted && await connection.SendAsync(new string('x', 4096)))
        {
            sent++;
        }

        Assert.InRange(sent, 0, 19_999);
        await reading;
        await AssertServesAsync();
    }

    [Theory]
    [InlineData(7_000, "404")]
    [InlineData(20_000, "414")]
    public async Task LongAddress_IsRefusedAboveTheLimitAlone(int length, string status)
    {
        var answer = await AnswerAsync(_service, $"GET /{new string('x', length)} HTTP/1.1\r\nHost: greeter\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
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

    // Sends the same to a service with other limits, and earlier, and answers what comes until the connection is closed.
    private async Task<string> ClosedBeforeLenientAsync(string request, string? trickle = null)
    {
        await using var lenient = await ApiProcess.StartAsync(Lenient, program: ServiceProgram.Greeter);
        using var other = await RawConnection.OpenAsync(lenient.Api);
        await other.SendAsync(request);
        using var connection = await RawConnection.OpenAsync(_service.Api);
        await connection.SendAsync(request);
        var kept = trickle is null ? other.ReadToEndAsync() : other.TrickleAsync(trickle);

        var answer = await (trickle is null ? connection.ReadToEndAsync() : connection.TrickleAsync(trickle));

        Assert.False(kept.IsCompleted, "A service with other limits closed the connection, too.");
        return answer;
    }

    // A server that closes with bytes unread resets the connection, and the answer may be lost on the way.
    private static async Task<string> AnswerAsync(ApiProcess service, string request)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await RawConnection.ExchangeAsync(service.Api, request);
            if (answer.Length > 0 || attempt == 20)
            {
                return answer;
            }
        }
    }

    private async Task AssertServesAsync()
    {
        using var api = await _service.Api.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        using var management = await _service.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (api.StatusCode, management.StatusCode));
        Assert.False(_service.Process.HasExited);
    }
}
