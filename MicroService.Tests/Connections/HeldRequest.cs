using MicroService.Tests.Processes;

namespace MicroService.Tests.Connections;

/// <summary>A request to the Greeter that is under way for as long as the test wants: it is answered with its body, which comes last.</summary>
internal sealed class HeldRequest : IDisposable
{
    private readonly RawConnection _connection;

    private HeldRequest(RawConnection connection) => _connection = connection;

    /// <summary>A setting that such a request needs: a body that does not come is no offence.</summary>
    public static KeyValuePair<string, string> Leave { get; } = new("Limits__MinBodyBytesPerSecond", "0");

    /// <summary>Begins the request and waits until the service works on it.</summary>
    public static async Task<HeldRequest> BeginAsync(ApiProcess service, string headers = "")
    {
        var connection = await RawConnection.OpenAsync(service.Api);
        Assert.True(await connection.SendAsync($"POST / HTTP/1.1\r\nHost: greeter\r\nContent-Length: 5\r\n{headers}\r\n"));
        await service.WaitForMetricAsync("request_gate_active", 1);
        return new HeldRequest(connection);
    }

    /// <summary>Lets the request end, and returns the whole answer.</summary>
    public async Task<string> EndAsync()
    {
        Assert.True(await _connection.SendAsync("Hello"));
        var answer = await _connection.ReadAnswerAsync();
        Assert.Contains("\r\n\r\n5\r\nHello\r\n", answer, StringComparison.Ordinal);
        return answer;
    }

    public void Dispose() => _connection.Dispose();
}
