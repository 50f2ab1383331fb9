using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Documentation;

public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Request_IsAnsweredAsShown()
    {
        var shown = JsonNode.Parse(Block("json"))!;
        await using var api = await ApiProcess.StartAsync();
        using var manifest = new StringContent(Block("yaml"), MediaTypeHeaderValue.Parse("application/yaml"));

        using var response = await api.Api.PostAsync(new Uri("/v1/audits", UriKind.Relative), manifest, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var finding = Assert.Single(JsonNode.Parse(body)!["findings"]!.AsArray(), finding => (string?)finding!["rule"] == (string?)shown["rule"]);
        Assert.True(JsonNode.DeepEquals(shown, finding), $"README.md shows another answer than this:\n{finding}");
    }

    private static string Block(string language) =>
        Fenced().Matches(File.ReadAllText(RepositoryRoot.Combine("README.md"))).Single(match => match.Groups["language"].Value == language).Groups["text"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
