using System.Net;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class DependencyRefusalsTests
{
    [Fact]
    public async Task AnswerWhoseBodyNeverComes_IsATimeoutAndNoFault()
    {
        await using var upstream = await RunningService.StartAsync(map: static app => app.MapGet("/", async (HttpContext context) =>
        {
            context.Response.ContentLength = 5;
            await context.Response.StartAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        await using var service = await CallerAsync(upstream, "1s", "1s");

        using var answer = await service.Api.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.GatewayTimeout, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Unauthorized, HttpStatusCode.InternalServerError)]
    public async Task RefusedCall_IsAnOutageOnlyIfItsServerIsIll(HttpStatusCode upstreamStatus, HttpStatusCode expected)
    {
        await using var upstream = await RunningService.StartAsync(map: app => app.MapGet("/", (HttpContext context) => { context.Response.StatusCode = (int)upstreamStatus; }));
        await using var service = await CallerAsync(upstream, "2m", "1m");

        using var answer = await service.Api.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task ClientNamedAsADatabase_IsRefused()
    {
        await using var service = await RunningService.StartAsync(static builder => builder.Services.AddDependencyPipeline(
            new DependencyDefinition("store", static (_, _) => false, static _ => new IOException())));

        Assert.Throws<InvalidOperationException>(() => service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("store"));
    }

    private static Task<RunningService> CallerAsync(RunningService upstream, string totalTimeout, string attemptTimeout) => RunningService.StartAsync(
        builder => builder.Services.AddHttpClient("upstream", client => client.BaseAddress = upstream.Api.BaseAddress),
        static app => app.MapGet("/", async (HttpContext context, IHttpClientFactory clients) =>
        {
            var text = await clients.CreateClient("upstream").GetStringAsync(new Uri("/", UriKind.Relative), context.RequestAborted);
            await context.Response.WriteAsync(text, context.RequestAborted);
        }),
        new Dictionary<string, string?>
        {
            ["Resilience:upstream:TotalTimeout"] = totalTimeout,
            ["Resilience:upstream:AttemptTimeout"] = attemptTimeout,
            ["Resilience:upstream:BreakerSampling"] = "5m",
            ["Resilience:upstream:Retries"] = "0",
        });
}
