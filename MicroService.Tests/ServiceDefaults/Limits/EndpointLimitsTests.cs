using System.Net;
using System.Runtime.InteropServices;
using MicroService.ServiceDefaults.Limits;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class EndpointLimitsTests
{
    private static readonly Dictionary<string, string?> Tight = new()
    {
        ["Limits:RequestTimeout"] = "3s",
        ["Limits:MaxConcurrentRequests"] = "1",

        // The place of an answer that has just come may not be free yet.
        ["Limits:QueuedRequests"] = "1",
    };

    private static readonly TimeSpan ThreeLimits = TimeSpan.FromSeconds(9);

    [Fact]
    public async Task AnswerThatHasBegun_IsCutOffAndNotEndedAsIfItWereWhole()
    {
        await using var service = await StartAsync(app => app.MapGet("/stream", StreamAsync));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetTextAsync(service, "/stream"));
    }

    [Fact]
    public async Task AnswerThatHasBegunBehindErrorHandling_IsCutOffAsWell()
    {
        await using var service = await StartAsync(
            app =>
            {
                app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = static _ => Task.CompletedTask });
                app.MapGet("/stream", StreamAsync);
            });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetTextAsync(service, "/stream"));
    }

    [Fact]
    public async Task TimeLimitOfAnEndpoint_GoesBeforeTheOthers()
    {
        var time = new FakeTimeProvider();
        var wait = new Wait();
        await using var service = await StartAsync(
            app =>
            {
                app.MapGet("/patient", wait.AnswerAsync).WithTimeLimit(TimeSpan.FromMinutes(5));
                app.MapGet("/impatient", static (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)).WithTimeLimit(TimeSpan.FromMilliseconds(1));
            },
            time);

        using var patient = await wait.DuringAsync(() => GetAsync(service, "/patient"), () => time.Advance(ThreeLimits));
        var ending = GetAsync(service, "/impatient");
        await AdvanceUntilAsync(time, ending);
        using var impatient = await ending;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.GatewayTimeout), (patient.StatusCode, impatient.StatusCode));
    }

    [Fact]
    public async Task EndpointWithoutLimits_TakesNoPlaceAndNoEndButTheService()
    {
        var time = new FakeTimeProvider();
        var wait = new Wait();
        await using var service = await StartAsync(
            app =>
            {
                app.MapGet("/events", StreamAsync).WithoutLimits();
                app.MapGet("/wait", wait.AnswerAsync).WithoutLimits();
            },
            time,
            ("Lifecycle:ShutdownTimeout", "4s"));
        using var events = await service.Api.GetAsync(
            new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        using var beside = await GetAsync(service, "/");
        using var longer = await wait.DuringAsync(() => GetAsync(service, "/wait"), () => time.Advance(ThreeLimits));
        var reading = events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        service.Lifetime.Signal(PosixSignal.SIGTERM);
        await AdvanceUntilAsync(time, reading);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (beside.StatusCode, longer.StatusCode));
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
    }

    [Fact]
    public async Task HeadersOfAnEndpoint_AreLeftAlone()
    {
        await using var service = await RunningService.StartAsync(map: app => app.MapGet("/page", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return context.Response.WriteAsync("<html>");
        }));

        using var page = await GetAsync(service, "/page");
        using var missing = await GetAsync(service, "/missing");

        Assert.Equal(["default-src 'self'"], page.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], missing.Headers.GetValues("Content-Security-Policy"));
        foreach (var (name, value) in new[] { ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff") })
        {
            Assert.Equal([value], page.Headers.GetValues(name));
        }
    }

    // What runs for the first time takes longer than later: the limit is for those.
    private static async Task<RunningService> StartAsync(Action<WebApplication> map, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var service = await RunningService.StartAsync(
            builder => builder.Services.AddSingleton(time ?? TimeProvider.System),
            map: app =>
            {
                app.MapGet("/", (HttpContext context) => context.Response.WriteAsync("done"));
                map(app);
            },
            settings: new Dictionary<string, string?>([.. Tight, .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]));
        using var warm = await GetAsync(service, "/");
        return service;
    }

    private static Task AdvanceUntilAsync(FakeTimeProvider time, Task end) => Calls.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return end.IsCompleted;
        },
        "It did not end.");

    private static async Task StreamAsync(HttpContext context)
    {
        await context.Response.WriteAsync("begun");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static Task<HttpResponseMessage> GetAsync(RunningService service, string path) =>
        service.Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static Task<string> GetTextAsync(RunningService service, string path) =>
        service.Api.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>An answer that comes when the test lets it, unless the service ends its request.</summary>
    private sealed class Wait
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task AnswerAsync(HttpContext context)
        {
            _begun.SetResult();
            await _end.Task;
            context.RequestAborted.ThrowIfCancellationRequested();
            await context.Response.WriteAsync("done");
        }

        public async Task<HttpResponseMessage> DuringAsync(Func<Task<HttpResponseMessage>> call, Action happens)
        {
            var answer = call();
            await _begun.Task.WaitAsync(TestContext.Current.CancellationToken);
            happens();
            _end.SetResult();
            return await answer;
        }
    }
}
