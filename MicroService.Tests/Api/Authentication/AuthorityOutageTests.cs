using System.Net;
using System.Net.Http.Headers;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Authentication;

public sealed class AuthorityOutageTests
{
    [Fact]
    public async Task AuthorityThatWasNeverReached_IsAnOutageAndNoWrongToken()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        var settings = authority.Settings();
        settings["Authentication__Authority"] = $"http://localhost:{LoopbackPorts.Next()}/";
        await using var api = await ApiProcess.StartAsync(settings);
        api.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", authority.Key.Sign(authority.Issuer));

        using var answer = await api.Api.AskAsync("/v1/rules");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task AuthorityThatWentDown_LeavesTheLastKnownKeysInUse()
    {
        var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ApiProcess.StartAsync(authority.Settings());
        api.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", authority.Key.Sign(authority.Issuer));

        using var before = await api.Api.AskAsync("/v1/rules");
        await authority.DisposeAsync();
        using var after = await api.Api.AskAsync("/v1/rules");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        var metrics = await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Matches("""(?m)^dependency_call_duration_seconds_count\{.*dependency="authority",outcome="success".*\} 2""", metrics);
    }
}
