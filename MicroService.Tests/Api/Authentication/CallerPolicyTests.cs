using System.Net;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Authentication;

public sealed class CallerPolicyTests
{
    [Theory]
    [InlineData("/v1/rules")]
    [InlineData("/v1/audits")]
    public async Task ConfiguredAuthority_AsksForAToken(string path)
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "false",
            ["Authentication__Authority"] = "https://127.0.0.1:1/",
        });

        using var response = await api.Api.AskAsync(path);

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Development_StartsWithoutAuthority()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "false",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        });

        using var response = await api.Api.AskAsync("/v1/rules");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
