using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MicroService.Tests.Api.Authentication;

/// <summary>
/// The sign-in of an issuer: a form that asks who one is and believes it, and codes that are good once, for the client, the address and the proof that
/// they were asked for with (RFC 6749, 7636).
/// </summary>
internal sealed class SignInForm(Func<SigningKey> key, Uri issuer)
{
    public const string Client = "microservice-page";
    public const string Secret = "a-secret-of-the-page-and-the-issuer";

    private readonly ConcurrentDictionary<string, Request> _codes = new();

    /// <summary>What the last authorization request asked for.</summary>
    public IQueryCollection? LastRequest { get; private set; }

    /// <summary>The secret that the client has to know.</summary>
    public string ClientSecret { get; set; } = Secret;

    /// <summary>Changes the access tokens that are issued.</summary>
    public Action<JsonObject> AccessClaims { get; set; } = static _ => { };

    /// <summary>Changes the ID tokens that are issued.</summary>
    public Action<JsonObject> IdClaims { get; set; } = static _ => { };

    /// <summary>What is told of who has signed in, to who asks with an access token; a refusal if there is nothing.</summary>
    public JsonNode? UserInfo { get; set; }

    public void Map(WebApplication app)
    {
        app.MapGet("/authorize", (HttpContext context) =>
        {
            LastRequest = context.Request.Query;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"""
                <!DOCTYPE html><title>Issuer</title>
                <form method="post" action="/authorize{WebUtility.HtmlEncode(context.Request.QueryString.Value)}">
                <label>Person <input name="person"></label><button>Sign in</button><button name="deny" value="true">Deny</button></form>
                """);
        });
        app.MapPost("/authorize", async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            context.Response.Redirect(form.ContainsKey("deny") ? Refuse(context.Request.Query, "access_denied") : Grant(context.Request.Query, form["person"].ToString()));
        });
        app.MapGet("/userinfo", (HttpContext context) =>
        {
            var isAsked = UserInfo is not null && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal);
            context.Response.StatusCode = isAsked ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(isAsked ? UserInfo!.ToJsonString() : """{"error":"invalid_token"}""");
        });
        app.MapPost("/token", async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var (status, answer) = Redeem(form);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        });
    }

    /// <summary>Where a browser is sent that a person has signed in with.</summary>
    public string Grant(IQueryCollection query, string person)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Request(
            person, query["client_id"].ToString(), query["redirect_uri"].ToString(), query["nonce"].ToString(), query["code_challenge"].ToString(), query["scope"].ToString());
        return QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"].ToString() });
    }

    /// <summary>Where a browser is sent that gets no code.</summary>
    public static string Refuse(IQueryCollection query, string error) => QueryHelpers.AddQueryString(
        query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["error"] = error, ["state"] = query["state"].ToString() });

    private (int Status, JsonObject Answer) Redeem(IFormCollection form)
    {
        if (form["client_id"] != Client || form["client_secret"] != ClientSecret)
        {
            return (StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "invalid_client" });
        }

        var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var request)
            || request.Client != Client || request.Address != form["redirect_uri"] || request.Challenge != proof)
        {
            return (StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "invalid_grant" });
        }

        return (StatusCodes.Status200OK, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = 3600,
            ["scope"] = request.Scope,
            ["id_token"] = key().Sign(issuer, claims =>
            {
                (claims["aud"], claims["sub"], claims["nonce"], claims["name"]) = (Client, request.Person, request.Nonce, $"{request.Person} of the tests");
                claims["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
                IdClaims(claims);
            }),
            ["access_token"] = key().Sign(issuer, claims =>
            {
                (claims["sub"], claims["scope"]) = (request.Person, request.Scope);
                AccessClaims(claims);
            }),
        });
    }

    private sealed record Request(string Person, string Client, string Address, string Nonce, string Challenge, string Scope);
}
