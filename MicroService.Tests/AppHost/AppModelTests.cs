using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MicroService.Hosting.Commands;
using MicroService.Tests.Corpora;
using MicroService.Tests.Monitoring;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace MicroService.Tests.AppHost;

/// <summary>The app model on Aspire's own engine: the Api, Garnet as a process, SQLite.</summary>
[Collection(AppHostIsolation.Name)]
public sealed class AppModelTests(RunningAppHost host)
{
    private static readonly Uri Audits = new("/v1/audits", UriKind.Relative);

    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n"
        + "    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: 'nginx:latest'}]}\n");

    [Fact]
    public async Task StartedModel_ReportsEachDependencyOfTheApi()
    {
        var application = await host.ApplicationAsync();

        var api = await application.ResourceNotifications.WaitForResourceHealthyAsync("api", TestContext.Current.CancellationToken);

        var reports = api.Snapshot.HealthReports.ToDictionary(report => report.Name, report => report.Status);
        Assert.Equal(
            (HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Healthy),
            (reports["api_history"], reports["api_history-writes"], reports["api_cache"]));
    }

    [Fact]
    public async Task OnlineBoutique_IsAuditedThroughTheHttpClient()
    {
        var application = await host.ApplicationAsync();
        using var client = application.CreateHttpClient("api", "http");

        var kept = await RunningAppHost.AuditAsync(client, await File.ReadAllBytesAsync(Corpus.File("kubernetes", "online-boutique.yaml"), TestContext.Current.CancellationToken));
        var report = await RunningAppHost.GetAsync(client, kept);

        Assert.Contains(report.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("severity").GetString() == "danger");
        Assert.True(report.GetProperty("objects").GetArrayLength() > 20);
    }

    [Fact]
    public async Task RestartedApi_KeepsItsHistory()
    {
        using var client = await host.ClientAsync();
        var kept = await RunningAppHost.AuditAsync(client, Manifest);

        var result = await host.CommandAsync("api", "restart");
        await host.WaitForHealthyAsync("api");
        using var again = await host.ClientAsync();
        var report = await RunningAppHost.GetAsync(again, kept);

        Assert.True(result.Success, result.Message);
        Assert.Equal("web", report.GetProperty("objects")[0].GetProperty("object").GetProperty("name").GetString());
    }

    [Fact]
    public async Task StoppedCache_StillGivesFreshReads()
    {
        using var client = await host.ClientAsync();
        var stop = await host.CommandAsync("cache", "stop");
        await host.WaitForStateAsync("cache", KnownResourceStates.Finished);
        try
        {
            var kept = await RunningAppHost.AuditAsync(client, Manifest);
            using var read = await client.GetAsync(kept, TestContext.Current.CancellationToken);
            using var list = await client.GetAsync(Audits, TestContext.Current.CancellationToken);

            Assert.True(stop.Success, stop.Message);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (read.StatusCode, list.StatusCode));
            Assert.False(read.Headers.Contains("X-Stale"));
            Assert.False(list.Headers.Contains("X-Stale"));
            Assert.Contains(kept.ToString().Split('/')[^1], await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await host.CommandAsync("cache", "start");
            await host.WaitForHealthyAsync("cache");
        }
    }

    [Fact]
    public async Task FailingHistory_IsReadStaleUntilTheFaultsStop()
    {
        using var client = await host.ClientAsync();
        await RunningAppHost.AuditAsync(client, Manifest);
        using var before = await client.GetAsync(Audits, TestContext.Current.CancellationToken);

        var injected = await host.CommandAsync("api", ChaosCommandExtensions.InjectCommand, ("dependency", "history"), ("kind", "fault"), ("rate", "1"), ("latency", "1s"));
        using var during = await WaitForReadAsync(client, isStale: true);
        var stopped = await host.CommandAsync("api", ChaosCommandExtensions.StopCommand);
        using var after = await WaitForReadAsync(client, isStale: false);

        Assert.True(injected.Success, injected.Message);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, during.StatusCode));
        Assert.Equal(["true"], during.Headers.GetValues("X-Stale"));
        Assert.True(stopped.Success, stopped.Message);
    }

    [Fact]
    public async Task InjectedRateAboveOne_IsRefused()
    {
        var result = await host.CommandAsync("api", ChaosCommandExtensions.InjectCommand, ("dependency", "history"), ("kind", "fault"), ("rate", "2"), ("latency", "1s"));

        Assert.False(result.Success);
    }

    [Fact]
    public async Task RotatedPassword_FailsNoRequest()
    {
        using var client = await host.ClientAsync();
        var before = await (await host.ApplicationAsync()).GetConnectionStringAsync("cache", TestContext.Current.CancellationToken);
        using var done = new CancellationTokenSource();
        var traffic = TrafficAsync(client, done.Token);

        var result = await host.CommandAsync("api", PasswordRotationExtensions.RotateCommand);
        Assert.False(traffic.IsCompleted);
        await done.CancelAsync();
        var answers = await traffic;
        var after = await (await host.ApplicationAsync()).GetConnectionStringAsync("cache", TestContext.Current.CancellationToken);

        Assert.True(result.Success, result.Message);
        Assert.NotEqual(before, after);
        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Created, status));
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"{before},connectRetry=0"));
    }

    [Fact]
    public async Task SampleAudit_ShowsItsFindings()
    {
        var result = await host.CommandAsync("api", "audit-sample");

        Assert.True(result.Success, result.Message);
        Assert.Contains("readiness-probe", result.Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleCluster_IsStartedAndScannedByTheCommand()
    {
        var result = await host.CommandAsync("api", "scan-cluster");
        try
        {
            Assert.True(result.Success, $"{result.Message} {result.Data?.Value}");
            Assert.Matches("F +[0-9]+ +4  billing", result.Data!.Value);
        }
        finally
        {
            await host.CommandAsync("cluster", "stop");
        }
    }

    [Fact]
    public async Task SampleCluster_HasSizesOnceItWasScanned()
    {
        MonitoringPrograms.Required("prometheus");
        MonitoringPrograms.Required("promtool");
        await host.CommandAsync("api", "scan-cluster");
        try
        {
            using var client = await host.ClientAsync();
            var path = new Uri("/v1/workloads/shop/Deployment/web/rightsizing", UriKind.Relative);
            await Calls.UntilAsync(
                async () =>
                {
                    using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
                    return answer.StatusCode == HttpStatusCode.OK;
                },
                "The sample cluster has no sizes.");
            var web = (await RunningAppHost.GetAsync(client, path)).GetProperty("containers")[0];

            Assert.Equal("high", web.GetProperty("confidence").GetString());
            Assert.True(web.GetProperty("changes").GetBoolean());
        }
        finally
        {
            await host.CommandAsync("sizes", "stop");
            await host.CommandAsync("cluster", "stop");
        }
    }

    [Fact]
    public async Task Parameter_IsSecret()
    {
        var application = await host.ApplicationAsync();

        var parameters = application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>();

        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.True(parameter.Secret, parameter.Name));
    }

    // One call after another until the rotation, which has a limit of its own, is over.
    private static async Task<IReadOnlyList<HttpStatusCode>> TrafficAsync(HttpClient client, CancellationToken stop)
    {
        var answers = new List<HttpStatusCode>();
        while (!stop.IsCancellationRequested)
        {
            using var content = new ByteArrayContent(Manifest) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
            using var answer = await client.PostAsync(Audits, content, CancellationToken.None);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    // The circuit breaker lets the first call through when its break is over.
    // The command ends when the service has the setting; each pipeline follows a moment later.
    private static async Task<HttpResponseMessage> WaitForReadAsync(HttpClient client, bool isStale)
    {
        while (true)
        {
            var answer = await client.GetAsync(Audits, TestContext.Current.CancellationToken);
            if (answer.Headers.Contains("X-Stale") == isStale)
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }
}
