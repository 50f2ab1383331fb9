using System.Net;
using System.Net.Http.Headers;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Callers;

public sealed class CallerLimitTests
{
    private const int Burst = 3;

    // One second brings one request back, so more than the burst at once is always too much.
    private static readonly Dictionary<string, string> Tight = new()
    {
        ["CallerLimits__RequestsPerSecond"] = "1",
        ["CallerLimits__Burst"] = $"{Burst}",
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
    };

    [Theory]
    [InlineData("POST", "/v1/fixes")]
    [InlineData("POST", "/v1/audits")]
    [InlineData("GET", "/v1/audits")]
    public async Task CallerThatSendsTooMuch_IsToldWhenToComeBack(string method, string path)
    {
        await using var api = await ApiProcess.StartAsync(Tight);

        using var rejected = await RejectedAsync(api, () => new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : Manifests.Body(Manifests.Careless) });
        using var rules = await api.Api.AskAsync("/v1/rules");

        await rejected.ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.True(rejected.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, rules.StatusCode);
        Assert.Contains(
            (await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n'),
            static line => line.StartsWith("aspnetcore_rate_limiting_requests_total{", StringComparison.Ordinal)
                && line.Contains("aspnetcore_rate_limiting_result=\"endpoint_limiter\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OtherAddress_IsNotLimitedWithIt()
    {
        await using var api = await ApiProcess.StartAsync(Tight);

        using var rejected = await RejectedAsync(api, () => From("203.0.113.1"));
        using var other = await api.Api.SendAsync(From("203.0.113.2"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (rejected.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task NeighboursOfAnIpv6Address_AreTheSameCaller()
    {
        await using var api = await ApiProcess.StartAsync(Tight);
        var number = 1;

        using var rejected = await RejectedAsync(api, () => From($"2001:db8::{number++}"));
        using var other = await api.Api.SendAsync(From("2001:db8:0:1::1"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (rejected.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task OtherSubject_IsNotLimitedWithItAndAnotherAddressIsNoWayAround()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: true);
        var settings = authority.Settings();
        foreach (var (key, value) in Tight)
        {
            settings[key] = value;
        }

        await using var api = await ApiProcess.StartAsync(settings);
        var number = 1;

        using var rejected = await RejectedAsync(api, () => Of(authority, "first", $"203.0.113.{number++}"));
        using var other = await api.Api.SendAsync(Of(authority, "second", "203.0.113.1"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (rejected.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task Zero_IsNoLimit()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(Tight) { ["CallerLimits__RequestsPerSecond"] = "0" });

        for (var number = 0; number < 10 * Burst; number++)
        {
            using var response = await api.Api.AskAsync("/v1/audits");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task LimitThatIsNone_IsRefusedAtStart()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["CallerLimits__Burst"] = "0" });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.Contains("CallerLimits:Burst", api.Process.Transcript(), StringComparison.Ordinal);
    }

    private static HttpRequestMessage From(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/audits");
        request.Headers.Add("X-Forwarded-For", address);
        return request;
    }

    private static HttpRequestMessage Of(TokenAuthority authority, string subject, string address)
    {
        var request = From(address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", authority.Key.Sign(authority.Issuer, claims => claims["sub"] = subject));
        return request;
    }

    // As many at once as cannot all be let in, however slow the machine is: a second brings back one.
    private static async Task<HttpResponseMessage> RejectedAsync(ApiProcess api, Func<HttpRequestMessage> request)
    {
        for (var number = 0; number < 200; number++)
        {
            var responses = await Task.WhenAll(Enumerable.Range(0, 2 * Burst).Select(_ => request()).ToArray().Select(message => api.Api.SendAsync(message, TestContext.Current.CancellationToken)));
            if (responses.FirstOrDefault(response => response.StatusCode == HttpStatusCode.TooManyRequests) is { } rejected)
            {
                return rejected;
            }
        }

        throw new InvalidOperationException("No request was rejected.");
    }
}
