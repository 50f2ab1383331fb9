using System.Net;
using System.Net.Http.Headers;
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
    public async Task RefusedToken_IsUnauthenticatedAndLoggedWithTheReason()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: true);
        await using var api = await ApiProcess.StartAsync(authority.Settings());
        var token = SigningKey.Create("another").Sign(authority.Issuer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/rules");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var response = await api.Api.SendAsync(request, TestContext.Current.CancellationToken);
        await api.StopAsync();

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        var line = Assert.Single(api.Process.Output, static line => line.Contains("A token was refused", StringComparison.Ordinal));
        Assert.DoesNotContain(token, line, StringComparison.Ordinal);
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
