using System.Net;
using System.Text;
using MicroService.Api.Documents;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Documents;

public sealed class BodyBudgetTests
{
    private const string LargeHeaders = "POST /v1/fixes HTTP/1.1\r\nHost: api\r\nContent-Type: application/yaml\r\nContent-Length: 1048576\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, string> Tight = new()
    {
        ["Documents__MaxBytes"] = "1048576",
        ["Documents__BodyMemory"] = "1048576",
        ["Documents__MinBytesPerSecond"] = "0",
        ["Limits__MinBodyBytesPerSecond"] = "0",
        ["Limits__RequestTimeout"] = "10m",
    };

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public async Task SlowUpload_LetsAFastDocumentIn(int received)
    {
        await using var api = await ApiProcess.StartAsync(Tight);
        using var slow = await RawConnection.OpenAsync(api.Api);
        await slow.SendAsync(LargeHeaders + new string('#', received));
        await api.WaitForMetricAsync("request_gate_active", 1);
        var trickling = slow.TrickleAsync("#");

        using var fast = await api.Api.SubmitAsync("/v1/fixes", Manifests.Body(Manifests.Careless + new string('\n', 100_000)));

        Assert.Equal(HttpStatusCode.OK, fast.StatusCode);
        Assert.False(trickling.IsCompleted, "The slow upload was over before the fast one.");
    }

    [Fact]
    public async Task SlowUploadThatHoldsMemory_IsCutOff()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(Tight) { ["Documents__MinBytesPerSecond"] = "65536" });
        using var kept = await RawConnection.OpenAsync(api.Api);
        await kept.SendAsync(LargeHeaders + "#");
        using var slow = await RawConnection.OpenAsync(api.Api);
        await slow.SendAsync(LargeHeaders + new string('#', 100_000));
        var trickling = kept.TrickleAsync("#");

        var answer = await slow.TrickleAsync("#");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("problems/request-timeout", answer, StringComparison.Ordinal);
        Assert.False(trickling.IsCompleted, "A body that holds no memory was cut off, too.");
    }

    [Fact]
    public async Task BodyWithoutALength_IsTakenInPieces()
    {
        await using var api = await ApiProcess.StartAsync(Tight);
        using var body = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Manifests.Careless + new string('\n', 500_000))));
        body.Headers.TryAddWithoutValidation("Content-Type", "application/yaml");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/fixes") { Content = body };
        request.Headers.TransferEncodingChunked = true;

        using var response = await api.Api.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task BriskBody_HoldsWhatHasArrivedAndNotWhatItDeclares()
    {
        var budget = new BodyBudget(new FixedOptions<DocumentOptions>(new DocumentOptions { MaxBytes = 1_000_000, BodyMemory = 1_000_000 }), TimeProvider.System);
        using var declared = budget.Open("one", 1_000_000);
        using var other = budget.Open("other", 700_000);
        Assert.True(await declared.GrowAsync(100_000, Cancellation));

        var grown = other.GrowAsync(700_000, Cancellation).AsTask();

        Assert.True(grown.IsCompleted, "It waits for memory that nothing has arrived for.");
        Assert.True(await grown);
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
