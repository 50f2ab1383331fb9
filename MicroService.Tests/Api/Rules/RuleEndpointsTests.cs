using System.IO.Compression;
using System.Net;
using MicroService.Advisor.Catalog;

namespace MicroService.Tests.Api.Rules;

public sealed class RuleEndpointsTests(SharedApi api)
{
    [Fact]
    public async Task List_IsTheCatalogInItsOrder()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules");

        Assert.Equal(
            RuleCatalog.All.Select(rule => rule.Definition.Id),
            (await response.JsonAsync())["items"]!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task OneRule_IsDescribed()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules/readiness-probe");

        var rule = await response.JsonAsync();
        Assert.Equal("readiness-probe", (string?)rule["id"]);
        Assert.Equal("probes", (string?)rule["category"]);
        Assert.Equal("danger", (string?)rule["severity"]);
        Assert.NotEmpty((string)rule["why"]!);
        Assert.StartsWith("https://", (string)rule["reference"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/rules")]
    [InlineData("/v1/rules/readiness-probe")]
    public async Task KnownEntityTag_IsNotModified(string path)
    {
        var client = await api.ClientAsync();
        using var first = await client.AskAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var other = new HttpRequestMessage(HttpMethod.Get, path);
        other.Headers.IfNoneMatch.ParseAdd("\"another\"");

        using var same = await client.SendAsync(request, TestContext.Current.CancellationToken);
        using var changed = await client.SendAsync(other, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.TextAsync()));
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task List_IsCompressedForWhoAcceptsIt()
    {
        var client = await api.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/rules");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var plain = await client.AskAsync("/v1/rules");

        using var compressed = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(("br", "Accept-Encoding"), (compressed.Content.Headers.ContentEncoding.Single(), compressed.Headers.Vary.Single()));
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
        await using var content = new BrotliStream(await compressed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(content);
        Assert.Equal(await plain.TextAsync(), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UnknownRule_IsNotFound()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules/no-such-rule");

        await response.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }
}
