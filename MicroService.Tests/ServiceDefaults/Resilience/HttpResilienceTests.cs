using System.Net;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class HttpResilienceTests
{
    [Theory]
    [InlineData("GET", 4)]
    [InlineData("POST", 1)]
    [InlineData("DELETE", 1)]
    public async Task FailingCall_IsRepeatedOnlyWhenThatIsSafe(string method, int expected)
    {
        var attempts = 0;
        await using var upstream = await FailingAsync(() => Interlocked.Increment(ref attempts));
        await using var app = Caller(upstream, ("Resilience:Http:BreakerMinimumThroughput", "100"));
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, expected), (response.StatusCode, attempts));
    }

    [Fact]
    public async Task DefaultsAddedTwice_DoNotStack()
    {
        var attempts = 0;
        await using var upstream = await FailingAsync(() => Interlocked.Increment(ref attempts));
        await using var app = Caller(upstream, ("Resilience:Http:BreakerMinimumThroughput", "100"), static builder => builder.AddStandardResilience());
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(4, attempts);
    }

    [Fact]
    public async Task FewFailuresInARow_OpenTheBreaker()
    {
        var attempts = 0;
        await using var upstream = await FailingAsync(() => Interlocked.Increment(ref attempts));
        await using var app = Caller(upstream, ("Resilience:Http:Retries", "0"));
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");
        for (var call = 0; call < 5; call++)
        {
            using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(5, attempts);
    }

    [Fact]
    public async Task ConnectionResetAsItIsMade_IsAFailureLikeAnyOther()
    {
        var attempts = 0;
        await using var app = RunningService.Build(
            builder => builder.Services.AddHttpClient("upstream").ConfigurePrimaryHttpMessageHandler(() => new TornConnection(() => attempts++)),
            new Dictionary<string, string?> { ["Resilience:Http:RetryDelay"] = "1ms" });
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://upstream/"), TestContext.Current.CancellationToken));

        Assert.Equal((HttpRequestError.ConnectionError, 4), (failure.HttpRequestError, attempts));
    }

    [Fact]
    public async Task SamplingShorterThanTwoAttempts_IsAProblem()
    {
        await using var app = RunningService.Build(settings: new Dictionary<string, string?> { ["Resilience:Http:BreakerSampling"] = "15s" });

        var problem = Assert.Single(MicroService.ServiceDefaults.Configuration.ConfigurationRegistration.ValidateConfiguration(app));

        Assert.Equal(("Resilience:Http:BreakerSampling", "15s"), (problem.Key, problem.Value));
    }

    private static Task<RunningService> FailingAsync(Action count) => RunningService.StartAsync(map: app => app.MapFallback((HttpContext context) =>
    {
        count();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }));

    private static WebApplication Caller(RunningService upstream, (string Key, string Value) setting, Action<WebApplicationBuilder>? configure = null) =>
        RunningService.Build(
            builder =>
            {
                configure?.Invoke(builder);
                builder.Services.AddHttpClient("upstream", client => client.BaseAddress = upstream.Api.BaseAddress);
            },
            new Dictionary<string, string?> { ["Resilience:Http:RetryDelay"] = "1ms", [setting.Key] = setting.Value });

    private sealed class TornConnection(Action count) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            throw new SocketException((int)SocketError.NotConnected);
        }
    }
}
