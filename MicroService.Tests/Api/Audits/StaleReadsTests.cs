using System.Globalization;
using System.Net;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Audits;

public sealed class StaleReadsTests
{
    private const string List = "/v1/audits";

    [Fact]
    public async Task ReadsOfAHistoryThatIsDown_AreStaleUntilItIsBack()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync() });
        var read = await CreateAsync(api);
        var unread = await CreateAsync(api);
        using (var one = await api.Api.AskAsync(read))
        using (var list = await api.Api.AskAsync(List))
        {
            AssertFresh(one);
            AssertFresh(list);
        }

        await postgres.StopAsync();
        using var stale = await api.Api.AskAsync(read);
        using var staleText = await api.Api.AskAsync(read, "text/plain");
        using var staleList = await api.Api.AskAsync(List);
        using var never = await api.Api.AskAsync(unread);
        using var refused = await api.Api.SubmitAsync(List, Manifests.Body(Manifests.Careless));

        AssertStale(stale);
        AssertStale(staleText);
        AssertStale(staleList);
        Assert.True((bool?)(await stale.JsonAsync())["stale"]);
        Assert.Equal(read, $"{List}/{(string?)(await stale.JsonAsync())["id"]}");
        Assert.True((bool?)(await staleList.JsonAsync())["stale"]);
        await never.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(never.Headers.RetryAfter);
        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        var metrics = await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Matches("""(?m)^microservice_cache_requests_total\{.*cache="reads",result="stale".*\} 3""", metrics);
        Assert.Matches("""(?m)^microservice_cache_requests_total\{.*cache="reads",result="miss".*\} 1""", metrics);

        await postgres.StartAsync();
        await Calls.UntilAsync(
            async () =>
            {
                using var response = await api.Api.AskAsync(List);
                return response.IsSuccessStatusCode && !response.Headers.Contains("X-Stale");
            },
            "The list stayed stale.");
        // Writes have a breaker of their own, which may be open a little longer.
        string? added = null;
        await Calls.UntilAsync(
            async () =>
            {
                using var created = await api.Api.SubmitAsync(List, Manifests.Body(Manifests.Careless));
                added = created.Headers.Location?.ToString();
                return created.StatusCode == HttpStatusCode.Created;
            },
            "No audit was taken again.");
        using var fresh = await api.Api.AskAsync(List);
        AssertFresh(fresh);
        Assert.Equal(added, $"{List}/{(string?)(await fresh.JsonAsync())["items"]![0]!["id"]}");
    }

    [Fact]
    public async Task AuditThatAnotherReplicaRead_ComesFromTheSecondLevel()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var postgres = await PostgresServer.StartNewAsync();
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync(),
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
            // On a busy machine the first use takes longer than a cache is usually waited for.
            ["Resilience__cache__TotalTimeout"] = "30s",
            ["Resilience__cache__AttemptTimeout"] = "30s",
            ["Resilience__cache__BreakerSampling"] = "60s",
        };
        await using var first = await ApiProcess.StartAsync(environment);
        await using var second = await ApiProcess.StartAsync(environment);
        var audit = await CreateAsync(first);
        using (var fresh = await first.Api.AskAsync(audit))
        {
            AssertFresh(fresh);
        }

        await postgres.StopAsync();

        await Calls.UntilAsync(
            async () =>
            {
                using var response = await second.Api.AskAsync(audit);
                return response.IsSuccessStatusCode && response.Headers.Contains("X-Stale");
            },
            "The audit did not come from the second level.");
    }

    [Fact]
    public async Task ChaosInTheHistory_LooksLikeAnOutageButNotToTheProbes()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["Chaos__Enabled"] = "true",
            ["Chaos__AllowInProduction"] = "true",
            ["Resilience__history__Chaos__FaultRate"] = "1",
            ["Health__CheckTimeout"] = "30s",
        });

        using var refused = await api.Api.SubmitAsync(List, Manifests.Body(Manifests.Careless));
        using var ready = await api.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task ChaosWithoutTheSecondSwitch_DoesNotStartInProduction()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["Chaos__Enabled"] = "true" });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
    }

    private static async Task<string> CreateAsync(ApiProcess api)
    {
        using var created = await api.Api.SubmitAsync(List, Manifests.Body(Manifests.Careless));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return created.Headers.Location!.ToString();
    }

    private static void AssertFresh(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("X-Stale"));
        Assert.Null(response.Headers.Age);
    }

    private static void AssertStale(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("true", response.Headers.GetValues("X-Stale").Single());
        Assert.True(int.Parse(response.Headers.GetValues("Age").Single(), CultureInfo.InvariantCulture) >= 0);
    }
}
