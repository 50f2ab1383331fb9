using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using MicroService.ServiceDefaults.Management;
using MicroService.Tests.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ManagementPortTests
{
    public static TheoryData<string> Paths => ["/health/live", "/health/ready", "/health/startup", "/metrics", "/info", "/config", "/log-level"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task ManagementPath_AnswersOnTheManagementPortOnly(string path)
    {
        await using var service = await RunningService.StartAsync();

        using var management = await service.Management.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        using var api = await service.Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, management.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Head_IsAnsweredAsGetWithoutABody(string path)
    {
        await using var service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var head = await service.Management.SendAsync(request, TestContext.Current.CancellationToken);
        using var get = await service.Management.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HostHeaderOfTheManagementPort_OpensNothingOnTheOther()
    {
        await using var service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/config");
        request.Headers.Host = service.Management.BaseAddress!.Authority;

        using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ApiPath_IsNotFoundOnTheManagementPort()
    {
        await using var service = await RunningService.StartAsync(map: app =>
        {
            app.MapGet("/work", (HttpContext context) => context.Response.WriteAsync("done"));
            app.MapFallback((HttpContext context) => context.Response.WriteAsync("fallback"));
        });

        using var management = await service.Management.GetAsync(new Uri("/work", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, management.StatusCode);
        Assert.Equal("done", await service.Api.GetStringAsync(new Uri("/work", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PostToAProbe_IsNotAllowed()
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.Management.PostAsync(new Uri("/health/live", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_IsNotSniffedAndNamesNoServer(bool management)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await (management ? service.Management : service.Api).GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Metrics_CountTheServiceAndNotItsProbes()
    {
        var routes = new ConcurrentQueue<object?>();
        await using (var service = await RunningService.StartAsync(map: app => app.MapGet("/work", (HttpContext context) => context.Response.WriteAsync("done"))))
        {
            // A listener of this service's meters alone: the exporter collects those of all services in the process.
            var factory = service.App.Services.GetRequiredService<IMeterFactory>();
            using var listener = new MeterListener();
            listener.InstrumentPublished = (instrument, published) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == "http.server.request.duration")
                {
                    published.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
                routes.Enqueue(tags.ToArray().FirstOrDefault(tag => tag.Key == "http.route").Value));
            listener.Start();
            await service.Management.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
            await service.Api.GetStringAsync(new Uri("/work", UriKind.Relative), TestContext.Current.CancellationToken);
            await service.App.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["/work"], routes);
    }

    [Fact]
    public async Task Config_ShowsValuesInEffectAndMasksSecrets()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.Services.AddSampleOptions(),
            settings: new Dictionary<string, string?> { ["Sample:Name"] = "shown", ["Sample:Key"] = "hidden-value", ["HTTP_PORTS"] = "0;0" });

        var json = await service.Management.GetStringAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken);

        var values = JsonElement.Parse(json).EnumerateArray().ToDictionary(
            entry => entry.GetProperty("key").GetString()!,
            entry => entry.TryGetProperty("value", out var value) ? value.GetString() : null);
        Assert.Equal(("shown", "***", "0;0"), (values["Sample:Name"], values["Sample:Key"], values["Server:Ports"]));
        Assert.DoesNotContain("hidden-value", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_NamesThePod()
    {
        await using var service = await RunningService.StartAsync(
            settings: new Dictionary<string, string?> { ["POD_NAME"] = "api-7d9f", ["POD_NAMESPACE"] = "shop", ["NODE_NAME"] = "node-3" });

        var info = JsonElement.Parse(await service.Management.GetStringAsync(new Uri("/info", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal(
            ("api-7d9f", "shop", "node-3"),
            (info.GetProperty("instance").GetString(), info.GetProperty("namespace").GetString(), info.GetProperty("node").GetString()));
    }

    [Fact]
    public async Task MapManagement_AddsAPath()
    {
        await using var service = await RunningService.StartAsync(map: app => app.MapManagement("/own", context => context.Response.WriteAsync("mine")));

        Assert.Equal("mine", await service.Management.GetStringAsync(new Uri("/own", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_WarnsOfNothing()
    {
        await using var service = await RunningService.StartAsync(settings: new Dictionary<string, string?> { ["HTTP_PORTS"] = "0" });

        // The server's heart says so where the machine stops for a second, which is no matter of the start.
        Assert.DoesNotContain(
            service.Log.Lines,
            line => line.GetProperty("severity").GetString() is "WARNING" or "ERROR" or "CRITICAL" && line.GetProperty("event").GetString() != "HeartbeatSlow");
    }
}
