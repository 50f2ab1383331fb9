using System.Net;
using System.Text.RegularExpressions;
using MicroService.Tests.Databases;
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

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (one.StatusCode, two.StatusCode));
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
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__cache"] = garnet.ConnectionString });

        await garnet.PauseAsync();
        using var created = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
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
