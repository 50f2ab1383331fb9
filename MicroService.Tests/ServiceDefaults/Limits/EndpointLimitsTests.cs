using System.Net;
using System.Runtime.InteropServices;
using MicroService.ServiceDefaults.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class EndpointLimitsTests
{
    private static readonly Dictionary<string, string?> Tight = new()
    {
        ["Limits:RequestTimeout"] = "500ms",
        ["Limits:MaxConcurrentRequests"] = "1",
        ["Limits:QueuedRequests"] = "0",
    };

    [Fact]
    public async Task AnswerThatHasBegun_IsCutOffAndNotEndedAsIfItWereWhole()
    {
        await using var service = await RunningService.StartAsync(map: app => app.MapGet("/stream", StreamAsync), settings: Tight);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetTextAsync(service, "/stream"));
    }

    [Fact]
    public async Task AnswerThatHasBegunBehindErrorHandling_IsCutOffAsWell()
    {
        await using var service = await RunningService.StartAsync(
            map: app =>
            {
                app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = static _ => Task.CompletedTask });
                app.MapGet("/stream", StreamAsync);
            },
            settings: Tight);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetTextAsync(service, "/stream"));
    }

    [Fact]
    public async Task TimeLimitOfAnEndpoint_GoesBeforeTheOthers()
    {
        await using var service = await RunningService.StartAsync(
            map: app =>
            {
                app.MapGet("/patient", WaitAsync).WithTimeLimit(TimeSpan.FromMinutes(5));
                app.MapGet("/impatient", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)).WithTimeLimit(TimeSpan.FromMilliseconds(1));
            },
            settings: Tight);

        using var patient = await GetAsync(service, "/patient");
        using var impatient = await GetAsync(service, "/impatient");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.GatewayTimeout), (patient.StatusCode, impatient.StatusCode));
    }

    [Fact]
    public async Task EndpointWithoutLimits_TakesNoPlaceAndNoEndButTheService()
    {
        await using var service = await RunningService.StartAsync(
            map: app =>
            {
                app.MapGet("/events", StreamAsync).WithoutLimits();
                app.MapGet("/", (HttpContext context) => context.Response.WriteAsync("done"));
                app.MapGet("/wait", WaitAsync).WithoutLimits();
            },
            settings: new Dictionary<string, string?>(Tight) { ["Lifecycle:ShutdownTimeout"] = "4s" });
        using var events = await service.Api.GetAsync(
            new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        using var beside = await GetAsync(service, "/");
        using var longer = await GetAsync(service, "/wait");
        service.Lifetime.Signal(PosixSignal.SIGTERM);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (beside.StatusCode, longer.StatusCode));
        await Assert.ThrowsAnyAsync<Exception>(() => events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
        foreach (var (name, value) in new[] { ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff") })
        {
            Assert.Equal([value], page.Headers.GetValues(name));
        }
    }

    // Three times the limit of the others.
    private static async Task WaitAsync(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1500), context.RequestAborted);
        await context.Response.WriteAsync("done");
    }

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
}
