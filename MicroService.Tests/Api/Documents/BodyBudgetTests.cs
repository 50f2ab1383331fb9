using System.Net;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Documents;

public sealed class BodyBudgetTests
{
    private const string LargeHeaders = "POST /v1/fixes HTTP/1.1\r\nHost: api\r\nContent-Type: application/yaml\r\nContent-Length: 1048576\r\n\r\n";

    private static readonly Dictionary<string, string> Tight = new()
    {
        ["Documents__MaxBytes"] = "1048576",
        ["Documents__BodyMemory"] = "1048576",
        ["Limits__MinBodyBytesPerSecond"] = "0",
        ["Limits__RequestTimeout"] = "10m",
    };

    [Fact]
    public async Task SlowLargeBody_KeepsLargeOnesWaitingAndLetsSmallOnesIn()
    {
        await using var api = await ApiProcess.StartAsync(Tight);
        using var slow = await RawConnection.OpenAsync(api.Api);
        await slow.SendAsync(LargeHeaders + "a: ");
        await api.WaitForMetricAsync("request_gate_active", 1);
        var large = api.Api.SubmitAsync("/v1/fixes", Manifests.Body(Manifests.Careless + new string('\n', 200_000)));
        await api.WaitForMetricAsync("request_gate_active", 2);

        using var small = await api.Api.SubmitAsync("/v1/fixes", Manifests.Body(Manifests.Careless));
        var isWaiting = !large.IsCompleted;
        slow.Dispose();

        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        Assert.True(isWaiting, "Two bodies took the memory of one.");
        Assert.Equal(HttpStatusCode.OK, (await large).StatusCode);
    }

    [Theory]
    [InlineData("Content-Length: 2000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n200000\r\n")]
    public async Task BodyOverTheLimit_IsRefusedHoweverItIsSent(string rest)
    {
        await using var api = await ApiProcess.StartAsync(Tight);
        using var connection = await RawConnection.OpenAsync(api.Api);
        await connection.SendAsync($"POST /v1/fixes HTTP/1.1\r\nHost: api\r\nContent-Type: application/yaml\r\n{rest}");
        await connection.SendAsync(new string('x', 2_000_000));

        var answer = await connection.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryForLessThanOneBody_IsRefusedAtStart()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["Documents__BodyMemory"] = "2048" });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.Contains("Documents:BodyMemory", api.Process.Transcript(), StringComparison.Ordinal);
    }
}
