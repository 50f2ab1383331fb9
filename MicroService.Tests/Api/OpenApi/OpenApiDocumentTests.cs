using MicroService.Tests.Golden;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.OpenApi;

public sealed class OpenApiDocumentTests(SharedApi api)
{
    [Fact]
    public async Task ServedDescription_IsTheOneInTheRepository()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/openapi/v1.json");

        GoldenFile.Matches("docs/openapi.json", (await response.TextAsync()).ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    public async Task Root_LinksToTheDescription()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/");

        Assert.Contains("href=\"/openapi/v1.json\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RootWithoutThePage_LeadsToTheDescription()
    {
        await using var bare = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Page__Enabled"] = "false" });

        using var response = await bare.Api.AskAsync("/");

        Assert.Equal("/openapi/v1.json", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.True(response.IsSuccessStatusCode);
    }
}
