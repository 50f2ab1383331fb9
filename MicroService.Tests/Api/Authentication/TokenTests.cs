using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Authentication;

public sealed partial class TokenTests : IAsyncLifetime
{
    private TokenAuthority _authority = null!;
    private ApiProcess _api = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: true);
        _api = await ApiProcess.StartAsync(_authority.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task RightToken_IsLetIn()
    {
        using var response = await AskAsync(_api, _authority.Key.Sign(_authority.Issuer));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task WrongTokens_AreRefusedAlikeWithoutAReason()
    {
        var (key, issuer) = (_authority.Key, _authority.Issuer);
        var right = key.Sign(issuer);
        var tokens = new Dictionary<string, string>
        {
            ["expired"] = key.Sign(issuer, claims => claims["exp"] = In(-10)),
            ["never expiring"] = key.Sign(issuer, claims => claims.Remove("exp")),
            ["not yet valid"] = key.Sign(issuer, claims => claims["nbf"] = In(10)),
            ["of another audience"] = key.Sign(issuer, claims => claims["aud"] = "somebody-else"),
            ["of no audience"] = key.Sign(issuer, claims => claims.Remove("aud")),
            ["of another issuer"] = key.Sign(issuer, claims => claims["iss"] = "https://example.com/"),
            ["of no issuer"] = key.Sign(issuer, claims => claims.Remove("iss")),
            ["unsigned"] = key.Unsigned(issuer, "RS256"),
            ["signed with none"] = key.Unsigned(issuer, "none"),
            ["signed with None"] = key.Unsigned(issuer, "None"),
            ["signed with the public key"] = key.SignWithPublicKey(issuer),
            ["signed with an unknown key"] = SigningKey.Create("unknown").Sign(issuer),
            ["signed with another key of the same name"] = SigningKey.Create(key.Name).Sign(issuer),
            ["tampered with"] = SigningKey.Tamper(right, issuer, claims => claims["sub"] = "root"),
            ["of a critical extension"] = key.Sign(issuer, header: fields => fields["crit"] = new JsonArray("exp")),
            ["of an extension as text"] = key.Sign(issuer, header: fields => fields["crit"] = "b64"),
            ["a logout token"] = key.Sign(issuer, header: fields => fields["typ"] = "logout+jwt"),
            ["an event"] = key.Sign(issuer, header: fields => fields["typ"] = "application/secevent+jwt"),
            ["of a type within another"] = key.Sign(issuer, header: fields => fields["typ"] = "application/application/jwt"),
            ["cut"] = right[..^10],
            ["no token"] = "no-token",
        };

        foreach (var (kind, token) in tokens)
        {
            using var response = await AskAsync(_api, token);

            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"The token that is {kind} was answered with {response.StatusCode}.");
            var problem = await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
            Assert.Null(problem["detail"]);
            Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.Single().ToString());
        }

        using var last = await AskAsync(_api, right);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("jwt")]
    [InlineData("at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    [InlineData("Application/JWT")]
    public async Task TypeOfAnAccessToken_IsLetIn(string? type)
    {
        using var response = await AskAsync(_api, _authority.Key.Sign(_authority.Issuer, header: fields =>
        {
            fields.Remove("typ");
            if (type is not null)
            {
                fields["typ"] = type;
            }
        }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task RejectedTokens_AreCountedByReason()
    {
        var (key, issuer) = (_authority.Key, _authority.Issuer);
        var before = await RejectionsAsync();
        string[] tokens =
        [
            key.Sign(issuer, claims => (claims["nbf"], claims["exp"]) = (In(-20), In(-10))),
            key.Sign(issuer, claims => claims["aud"] = "somebody-else"),
            key.Sign(issuer, header: fields => fields["typ"] = "logout+jwt"),
            key.Sign(issuer, header: fields => fields["crit"] = new JsonArray("exp")),
            SigningKey.Create("unknown").Sign(issuer),
            "no-token",
        ];
        foreach (var token in tokens)
        {
            using var response = await AskAsync(_api, token);
        }

        Assert.Equal(
            "audience 0, authority-down 0, critical-extension 0, expired 0, issuer 0, malformed 0, not-yet-valid 0, other 0, signature 0, type 0",
            before);
        Assert.Equal(
            "audience 1, authority-down 0, critical-extension 1, expired 1, issuer 0, malformed 1, not-yet-valid 0, other 0, signature 1, type 1",
            await RejectionsAsync());
    }

    [Fact]
    public async Task NoToken_IsAskedForOne()
    {
        using var response = await _api.Api.AskAsync("/v1/rules");

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().ToString());
    }

    [Fact]
    public async Task NewKeyOfTheAuthority_IsTakenWithoutARestart()
    {
        using var before = await AskAsync(_api, _authority.Key.Sign(_authority.Issuer));
        _authority.Rotate("second");

        var after = await StatusSoonAsync(HttpStatusCode.OK);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, after));
    }

    [Fact]
    public async Task UnknownKeys_DoNotStormTheAuthority()
    {
        using var right = await AskAsync(_api, _authority.Key.Sign(_authority.Issuer));
        var (asked, stranger) = (_authority.KeyRequests, SigningKey.Create("unknown"));

        for (var number = 0; number < 50; number++)
        {
            using var unknown = await AskAsync(_api, stranger.Sign(_authority.Issuer));
        }

        Assert.InRange(_authority.KeyRequests - asked, 0, 10);
    }

    [Fact]
    public async Task AuthorityWithoutTls_ServesDevelopmentAlone()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var development = await ApiProcess.StartAsync(authority.Settings());
        await using var production = ApiProcess.Launch(new Dictionary<string, string>(authority.Settings()) { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        using var response = await AskAsync(development, authority.Key.Sign(authority.Issuer));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(78, await production.Process.WaitForExitAsync());
        Assert.Contains("Authentication:Authority", production.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnonymousStartInProduction_IsRefusedUnlessAskedForByName()
    {
        await using var refused = ApiProcess.Launch(new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "false" });
        await using var asked = await ApiProcess.StartAsync(new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true" });

        using var response = await asked.Api.AskAsync("/v1/rules");

        Assert.Equal(78, await refused.Process.WaitForExitAsync());
        Assert.Contains("Authentication:Authority", refused.Process.Transcript(), StringComparison.Ordinal);
        Assert.Contains("Authentication:AllowAnonymous", refused.Process.Transcript(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<string> RejectionsAsync()
    {
        var text = await _api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return string.Join(", ", Rejections().Matches(text).Select(static match => $"{match.Groups["reason"].Value} {match.Groups["count"].Value}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""^authentication_rejections_total\{.*reason="(?<reason>[^"]*)".*\} (?<count>\d+)""", RegexOptions.Multiline)]
    private static partial Regex Rejections();

    private static JsonNode In(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private static async Task<HttpResponseMessage> AskAsync(ApiProcess api, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/rules");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await api.Api.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> StatusSoonAsync(HttpStatusCode wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            using var response = await AskAsync(_api, _authority.Key.Sign(_authority.Issuer));
            if (response.StatusCode == wanted || patience.IsCancellationRequested)
            {
                return response.StatusCode;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }
}
