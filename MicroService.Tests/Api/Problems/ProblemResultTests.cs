using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Problems;

public sealed class ProblemResultTests(SharedApi api)
{
    private const int Limit = 10 * 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/health/live")]
    public async Task UnknownPath_IsNotFound(string path)
    {
        using var response = await (await api.ClientAsync()).AskAsync(path);

        await response.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WrongMethod_IsNotAllowedAndSaysWhatIs()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/audits");
        using var response = await (await api.ClientAsync()).SendAsync(request, Cancellation);

        await response.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["GET", "HEAD", "POST"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/yaml; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task WrongContentType_IsUnsupportedAndSaysWhatIs(string contentType)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless, contentType));

        var problem = await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        Assert.Contains("application/yaml", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompressedBody_IsUnsupported()
    {
        using var body = Manifests.Body(Manifests.Careless);
        body.Headers.ContentEncoding.Add("gzip");

        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", body);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("/v1/audits")]
    [InlineData("/v1/fixes")]
    public async Task BodyOverTheLimit_IsTooLarge(string path)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync(path, Manifests.Body(new byte[Limit + 1]));

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task MoreFindingsThanAReportMayHave_AreTooLargeAndLeaveNoAudit()
    {
        await using var own = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Documents__MaxFindings"] = "100" });

        using var response = await own.Api.SubmitAsync("/v1/audits", Manifests.Body(string.Join("\n---\n", Enumerable.Repeat(Manifests.Careless, 20))));
        using var history = await own.Api.AskAsync("/v1/audits");

        var problem = await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Contains("more than 100 findings", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("\"id\"", await history.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/fixes")]
    [InlineData("/v1/fixes?unsafe=true")]
    public async Task MoreFindingsThanAReportMayHave_AreTooLargeToFix(string path)
    {
        await using var own = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Documents__MaxFindings"] = "100" });

        using var response = await own.Api.SubmitAsync(path, Manifests.Body(string.Join("\n---\n", Enumerable.Repeat(Manifests.Careless, 20))));

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task ChunkedBodyOverTheLimit_IsTooLarge()
    {
        using var body = new StreamContent(new MemoryStream(new byte[Limit + 1]));
        body.Headers.TryAddWithoutValidation("Content-Type", "application/yaml");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audits") { Content = body };
        request.Headers.TransferEncodingChunked = true;

        using var response = await (await api.ClientAsync()).SendAsync(request, Cancellation);

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("/v1/audits", "xyz")]
    [InlineData("/v1/audits", "-5")]
    [InlineData("/v1/audits", "ffffffffffffffffff")]
    [InlineData("/v1/fixes", "ffffffffffffffffff")]
    public async Task InvalidChunkSize_IsABadRequest(string path, string size)
    {
        using var connection = await RawConnection.OpenAsync(await api.ClientAsync());
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/yaml\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\nkind: Pod\r\n0\r\n\r\n");

        var answer = await connection.ReadAnswerAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("problems/bad-request", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}: 1\n{0}: 2\n")]
    [InlineData("a: *{0}\n")]
    [InlineData("{{{{ .Values.{0} }}}}\n")]
    public async Task LongInput_IsCutInTheProblem(string document)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync(
            "/v1/audits?partial=true", Manifests.Body(string.Format(CultureInfo.InvariantCulture, document, new string('x', 900_000))));

        Assert.InRange((await response.TextAsync()).Length, 1, 8_000);
        Assert.InRange((int)response.StatusCode, 400, 422);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: {0}\nmetadata:\n  name: [a, b]\n")]
    [InlineData("apiVersion: {0}\nkind: ConfigMap\nmetadata:\n  name: [a]\n")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {0}\n")]
    public async Task LongInput_IsCutInTheReport(string document)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync(
            "/v1/audits?partial=true", Manifests.Body(string.Format(CultureInfo.InvariantCulture, document, new string('x', 900_000))));

        Assert.InRange((await response.TextAsync()).Length, 1, 16_000);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task BodyShorterThanItsLength_IsABadRequest()
    {
        var address = (await api.ClientAsync()).BaseAddress!;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync("POST /v1/audits HTTP/1.1\r\nHost: a\r\nContent-Type: application/yaml\r\nContent-Length: 99\r\n\r\nkind: Pod"u8.ToArray(), Cancellation);
        connection.Client.Shutdown(SocketShutdown.Send);

        // Whoever hangs up in the middle may get no answer at all, but never a 5xx, and the service goes on.
        Assert.Matches("^(HTTP/1.1 400.*)?$", await FirstLineAsync(stream));
        using var next = await (await api.ClientAsync()).AskAsync("/v1/rules");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task GivenCorrelationId_IsInTheProblem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/nothing");
        request.Headers.Add("X-Correlation-ID", "my-id-42");
        using var response = await (await api.ClientAsync()).SendAsync(request, Cancellation);

        var problem = await response.ProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal("my-id-42", (string?)problem["correlationId"]);
    }

    private static async Task<string> FirstLineAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            return await reader.ReadLineAsync(Cancellation) ?? "";
        }
        catch (IOException)
        {
            // The server reset the connection.
            return "";
        }
    }
}
