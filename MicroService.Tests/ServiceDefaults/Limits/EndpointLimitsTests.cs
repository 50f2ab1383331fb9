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
        ["Limits:RequestTimeout"] = "3s",
        ["Limits:MaxConcurrentRequests"] = "1",

        // The place of an answer that has just come may not be free yet.
        ["Limits:QueuedRequests"] = "1",
    };

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
        await using var service = await StartAsync(
            app =>
            {
                app.MapGet("/patient", WaitAsync).WithTimeLimit(TimeSpan.FromMinutes(5));
                app.MapGet("/impatient", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)).WithTimeLimit(TimeSpan.FromMilliseconds(1));
            });

        using var patient = await GetAsync(service, "/patient");
        using var impatient = await GetAsync(service, "/impatient");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.GatewayTimeout), (patient.StatusCode, impatient.StatusCode));
    }

    [Fact]
    public async Task EndpointWithoutLimits_TakesNoPlaceAndNoEndButTheService()
    {
        await using var service = await StartAsync(
            app =>
            {
                app.MapGet("/events", StreamAsync).WithoutLimits();
                app.MapGet("/wait", WaitAsync).WithoutLimits();
            },
            ("Lifecycle:ShutdownTimeout", "4s"));
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
        foreach (var (name, value) in new[] { ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff") })
        {
            Assert.Equal([value], page.Headers.GetValues(name));
        }
    }

    // What runs for the first time takes longer than later: the limit is for those.
    private static async Task<RunningService> StartAsync(Action<WebApplication> map, params (string Key, string Value)[] settings)
    {
        var service = await RunningService.StartAsync(
            map: app =>
            {
                app.MapGet("/", (HttpContext context) => context.Response.WriteAsync("done"));
                map(app);
            },
            settings: new Dictionary<string, string?>([.. Tight, .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]));
        using var warm = await GetAsync(service, "/");
        return service;
    }

    // Three times the limit of the others.
    private static async Task WaitAsync(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(9), context.RequestAborted);
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
