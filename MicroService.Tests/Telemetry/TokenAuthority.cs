using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.Telemetry;

/// <summary>The least that an OpenID Connect issuer is: a description, a key, and tokens; over HTTP, as Development allows.</summary>
internal sealed class TokenAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);

    private TokenAuthority(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", context => AnswerAsync(context, new JsonObject
        {
            ["issuer"] = Address,
            ["jwks_uri"] = $"{Address}/keys",
        }));
        var key = _key.ExportParameters(includePrivateParameters: false);
        _app.MapGet("/keys", context => AnswerAsync(context, new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = "one",
                ["n"] = WebEncoders.Base64UrlEncode(key.Modulus!),
                ["e"] = WebEncoders.Base64UrlEncode(key.Exponent!),
            }),
        }));
    }

    public string Address { get; }

    public static async Task<TokenAuthority> StartNewAsync()
    {
        var authority = new TokenAuthority(LoopbackPorts.Next());
        await authority._app.StartAsync();
        return authority;
    }

    /// <summary>A token that is good for an hour.</summary>
    public string Issue(string audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Encode("""{"alg":"RS256","typ":"JWT","kid":"one"}""");
        var body = Encode(new JsonObject { ["iss"] = Address, ["aud"] = audience, ["sub"] = "somebody", ["nbf"] = now - 60, ["exp"] = now + 3600 }.ToJsonString());
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static string Encode(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));

    private static Task AnswerAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
