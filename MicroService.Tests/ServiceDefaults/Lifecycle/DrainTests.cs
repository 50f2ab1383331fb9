using System.Net;
using System.Runtime.InteropServices;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class DrainTests
{
    private static readonly Dictionary<string, string?> LongDrain = new() { ["Lifecycle:DrainDelay"] = "5m" };

    [Fact]
    public async Task FirstSignal_IsAliveNotReadyAndStillServes()
    {
        await using var service = await RunningService.StartAsync(map: MapWork, settings: LongDrain);

        service.Lifetime.Signal(PosixSignal.SIGTERM);

        using var live = await GetAsync(service.Management, "/health/live");
        using var ready = await GetAsync(service.Management, "/health/ready");
        using var work = await GetAsync(service.Api, "/work");
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK),
            (live.StatusCode, ready.StatusCode, work.StatusCode));
        Assert.Contains("\"draining\"", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerWhileDraining_ClosesTheConnection()
    {
        await using var service = await RunningService.StartAsync(map: MapWork, settings: LongDrain);
        using var before = await GetAsync(service.Api, "/work");

        service.Lifetime.Signal(PosixSignal.SIGTERM);

        using var after = await GetAsync(service.Api, "/work");
        Assert.Equal((null, true), (before.Headers.ConnectionClose, after.Headers.ConnectionClose));
    }

    [Fact]
    public async Task RequestThatCameBeforeTheSignal_EndsWellAndClosesTheConnection()
    {
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var service = await RunningService.StartAsync(
            map: app => app.MapGet("/slow", async (HttpContext context) =>
            {
                started.SetResult();
                await finish.Task;
                await context.Response.WriteAsync("done");
            }));
        var request = GetAsync(service.Api, "/slow");
        await started.Task;

        service.Lifetime.Signal(PosixSignal.SIGTERM);
        await StoppingAsync(service);
        var stop = service.App.StopAsync(TestContext.Current.CancellationToken);
        finish.SetResult();

        using var response = await request;
        await stop;
        Assert.Equal((HttpStatusCode.OK, true), (response.StatusCode, response.Headers.ConnectionClose));
        Assert.Equal("done", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DrainDelayOver_AcceptsNoMore()
    {
        // Of a port of its own, no other service of this program can be there next.
        await using var service = await RunningService.StartAsync(map: MapWork, settings: new Dictionary<string, string?> { ["Server:Port"] = $"{LoopbackPorts.Next()}" });

        service.Lifetime.Signal(PosixSignal.SIGTERM);
        await StoppingAsync(service);
        await service.App.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(service.Api, "/work"));
    }

    [Fact]
    public async Task SecondSignal_AbortsWhatIsInFlight()
    {
        var started = new TaskCompletionSource();
        var app = RunningService.Build(settings: new Dictionary<string, string?> { ["Lifecycle:DrainDelay"] = "5m", ["Lifecycle:ShutdownTimeout"] = "10m" });
        app.MapGet("/stuck", async (HttpContext context) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var lifetime = app.Services.GetRequiredService<DrainLifetime>();
        var exitCode = app.RunServiceAsync();
        await Started(app);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var request = GetAsync(client, "/stuck");
        await started.Task;

        lifetime.Signal(PosixSignal.SIGTERM);
        lifetime.Signal(PosixSignal.SIGTERM);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        Assert.Equal(143, await exitCode);
    }

    [Fact]
    public async Task OneSignal_EndsWithSuccess()
    {
        var app = RunningService.Build();
        var lifetime = app.Services.GetRequiredService<DrainLifetime>();
        var exitCode = app.RunServiceAsync();
        await Started(app);

        lifetime.Signal(PosixSignal.SIGINT);

        Assert.Equal(ExitCode.Success, await exitCode);
    }

    [Fact]
    public async Task SignalBeforeTheServiceWasReady_StopsAtOnce()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.Services.AddDependency("missing", DependencyReadiness.Required, static (_, _) => throw new InvalidOperationException("It is down.")),
            settings: LongDrain);

        service.Lifetime.Signal(PosixSignal.SIGTERM);

        // Nobody was sent here, so that there is nobody to wait for; the drain delay of five minutes is beyond any patience.
        await StoppingAsync(service).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task SignalsAfterTheEnd_DoNoHarm()
    {
        var app = RunningService.Build(settings: LongDrain);
        var lifetime = app.Services.GetRequiredService<DrainLifetime>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
        await app.DisposeAsync();

        lifetime.Signal(PosixSignal.SIGTERM);
        lifetime.Signal(PosixSignal.SIGTERM);

        Assert.True(lifetime.Forced.IsCancellationRequested);
    }

    [Theory]
    [InlineData("Development", 0)]
    [InlineData("Production", 5)]
    public void DrainDelay_DefaultsByEnvironment(string environment, int seconds)
    {
        var reader = new MicroService.ServiceDefaults.Configuration.OptionsReader(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(),
            LifecycleOptions.Section,
            new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { EnvironmentName = environment },
            []);

        Assert.Equal(TimeSpan.FromSeconds(seconds), LifecycleOptions.Bind(reader).DrainDelay);
    }

    private static void MapWork(WebApplication app) =>
        app.MapGet("/work", (HttpContext context) => context.Response.WriteAsync("done"));

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) =>
        client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static Task Started(WebApplication app) => Reached(app.Lifetime.ApplicationStarted);

    private static Task StoppingAsync(RunningService service) => Reached(service.App.Lifetime.ApplicationStopping);

    private static Task Reached(CancellationToken state)
    {
        var reached = new TaskCompletionSource();
        state.Register(reached.SetResult);
        return reached.Task;
    }
}
