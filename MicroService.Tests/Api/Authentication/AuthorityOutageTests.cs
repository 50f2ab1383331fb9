using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MicroService.Tests.Api.Authentication;

public sealed class AuthorityOutageTests
{
    [Fact]
    public async Task AuthorityThatWentDown_LeavesTheLastKnownKeysInUse()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "first" };
        var authority = await StartAuthorityAsync(rsa);
        var issuer = authority.Api.BaseAddress!.ToString();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Authentication__Authority"] = issuer,
            ["Authentication__Audience"] = "api",
        });
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = "api",
            Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
        api.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var before = await api.Api.AskAsync("/v1/rules");
        await authority.DisposeAsync();
        using var after = await api.Api.AskAsync("/v1/rules");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        var metrics = await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Matches("""(?m)^dependency_call_duration_seconds_count\{.*dependency="authority",outcome="success".*\} 2""", metrics);
    }

    private static Task<RunningService> StartAuthorityAsync(RSA rsa)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var key = new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "first", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
        return RunningService.StartAsync(map: app =>
        {
            app.MapGet("/.well-known/openid-configuration", (HttpContext context) =>
            {
                var issuer = $"http://{context.Request.Host}/";
                return context.Response.WriteAsync(new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = issuer + "keys" }.ToJsonString());
            });
            app.MapGet("/keys", (HttpContext context) => context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(key.DeepClone()) }.ToJsonString()));
        });
    }
}
