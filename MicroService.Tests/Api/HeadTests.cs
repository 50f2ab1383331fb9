using System.Net;

namespace MicroService.Tests.Api;

public sealed class HeadTests(SharedApi api)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/rules")]
    [InlineData("/v1/rules/readiness-probe")]
    [InlineData("/v1/rules/no-such-rule")]
    [InlineData("/v1/audits")]
    [InlineData("/v1/audits/0197a1b2-0000-7000-8000-000000000000")]
    public async Task Head_IsAnsweredAsGetWithoutABody(string path)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = (await api.ClientAsync()).BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var head = await client.SendAsync(request, TestContext.Current.CancellationToken);
        using var get = await client.AskAsync(path);

        Assert.NotEqual(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal(
            (get.StatusCode, get.Content.Headers.ContentType, get.Headers.ETag, get.Headers.Location),
            (head.StatusCode, head.Content.Headers.ContentType, head.Headers.ETag, head.Headers.Location));
        Assert.Empty(await head.TextAsync());
    }

    [Fact]
    public async Task KeptAudit_HasTheLengthOfItsReport()
    {
        var client = await api.ClientAsync();
        using var created = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var request = new HttpRequestMessage(HttpMethod.Head, created.Headers.Location);

        using var head = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((await created.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, head.Content.Headers.ContentLength);
    }
}
