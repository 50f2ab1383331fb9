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
}
