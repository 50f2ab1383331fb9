using MicroService.Tests.Golden;

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
    public async Task Root_LeadsToTheDescription()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/");

        Assert.Equal("/openapi/v1.json", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.True(response.IsSuccessStatusCode);
    }
}
