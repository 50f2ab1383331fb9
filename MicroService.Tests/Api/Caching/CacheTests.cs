using System.Net;
using System.Text.RegularExpressions;
using MicroService.Tests.Databases;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Caching;

public sealed class CacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondLevel_ServesAnotherReplica()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        var environment = PatientWith(garnet);
        await using var first = await ApiProcess.StartAsync(environment);
        await using var second = await ApiProcess.StartAsync(environment);

        using var one = await first.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        // What the first one left behind is marked, so that it is known again.
        await garnet.ChangeEntryAsync(data => Regex.Replace(data, "\"Score\":\\d+", "\"Score\":101"));
        using var two = await second.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var list = await second.Api.AskAsync("/v1/audits");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (one.StatusCode, two.StatusCode));
        Assert.Equal((await one.JsonAsync())["findings"]!.ToJsonString(), (await two.JsonAsync())["findings"]!.ToJsonString());
        Assert.Equal(101, (int?)(await list.JsonAsync())["items"]![0]!["score"]);
    }

    [Fact]
    public async Task EntryThatCannotBeRead_IsMadeAnew()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        var environment = PatientWith(garnet);
        await using var first = await ApiProcess.StartAsync(environment);
        await using var second = await ApiProcess.StartAsync(environment);

        using var one = await first.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        await garnet.ChangeEntryAsync(static _ => "no entry");
        using var two = await second.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        var metrics = await Exposition.ScrapeAsync(second);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (one.StatusCode, two.StatusCode));
        Assert.Equal((await one.JsonAsync())["findings"]!.ToJsonString(), (await two.JsonAsync())["findings"]!.ToJsonString());
        // The second one looked for the entry, made its own, and put that in its place.
        Assert.True(metrics.Sum("dependency_call_duration_seconds_count", "dependency=\"cache\"", "outcome=\"success\"") >= 1, "The cache was not asked.");
        Assert.Equal(1, metrics.Sum("microservice_audits_total", "origin=\"made\""));
        await garnet.WaitForEntryAsync(static data => data.Contains("\"Score\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeadCache_DegradesButServes()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
            ["Health__CacheDuration"] = "0s",
            // On a busy machine the history's own check takes its time.
            ["Health__CheckTimeout"] = "30s",
            ["Health__CheckTimeouts__cache"] = "1s",
        });

        await garnet.StopAsync();
        using var created = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var ready = await api.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("Degraded", (string?)(await ready.JsonAsync())["status"]);
    }

    [Fact]
    public async Task FrozenCache_DoesNotHoldUpRequests()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            // The client itself would wait for an hour: only the dependency's own timeout ends the wait.
            ["ConnectionStrings__cache"] = garnet.ConnectionString + ",asyncTimeout=3600000,syncTimeout=3600000,keepAlive=3600",
        });
        // The connection is there and in use before the cache freezes.
        using (await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless)))
        {
            await garnet.WaitForEntryAsync(static data => data.Length > 0);
        }

        await garnet.PauseAsync();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatience.CancelAfter(TimeSpan.FromSeconds(60));
        using var created = await api.Api.PostAsync(
            new Uri("/v1/audits", UriKind.Relative), Manifests.Body(Manifests.Careless.Replace("cart", "another", StringComparison.Ordinal)), impatience.Token);
        var metrics = await Exposition.ScrapeAsync(api);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.True(metrics.Sum("dependency_call_duration_seconds_count", "dependency=\"cache\"", "outcome=\"timeout\"") >= 1, "The cache was not asked.");
    }

    [Fact]
    public async Task CacheThatWasNeverThere_DoesNotKeepTheServiceFromServing()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__cache"] = $"127.0.0.1:{LoopbackPorts.Next()}" });

        using var created = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    // On a busy machine the first use takes longer than a cache is usually waited for.
    private static Dictionary<string, string> PatientWith(GarnetServer garnet) => new()
    {
        ["ConnectionStrings__cache"] = garnet.ConnectionString,
        ["Resilience__cache__TotalTimeout"] = "30s",
        ["Resilience__cache__AttemptTimeout"] = "30s",
        ["Resilience__cache__BreakerSampling"] = "60s",
    };
}
