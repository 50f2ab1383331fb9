using System.Net;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.Registry;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class ResilienceAloneTests
{
    [Fact]
    public async Task Host_RetriesItsClientAndOpensTheBreaker()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Status(StatusCodes.Status503ServiceUnavailable));
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new("Resilience:upstream:RetryDelay", "1ms"), new("Resilience:upstream:BreakerBreak", "5m")]);
        builder.AddStandardResilience();
        builder.Services.AddHttpClient("upstream", client => client.BaseAddress = upstream.Address);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 5), (response.StatusCode, upstream.Attempts));
    }

    [Fact]
    public async Task WebApplication_AnswersForItsDependency()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddStandardResilience();
        await using var app = builder.Build();
        app.MapGet("/", Task (HttpContext _) => throw new HttpRequestException(HttpRequestError.ConnectionError));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task PipelineOfTheRegistry_IsThatOfTheDependency()
    {
        using var host = Store();
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<DependencyPipelines>();
        var pipeline = host.Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("store");
        for (var call = 0; call < 5; call++)
        {
            await Assert.ThrowsAsync<IOException>(async () => await pipeline.ExecuteAsync(static _ => throw new IOException(), TestContext.Current.CancellationToken));
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(static _ => ValueTask.CompletedTask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CallThatOutlivesTheReplacedPipeline_EndsAsItBegan()
    {
        var time = new FakeTimeProvider();
        using var host = Store(time);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var pipeline = host.Services.GetRequiredService<DependencyPipelines>().Get("store");
        var answer = new TaskCompletionSource<int>();
        var running = pipeline.ExecuteAsync(static (answer, _) => new ValueTask<int>(answer), answer.Task, isRetryable: false, TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<IConfiguration>()["Resilience:store:Queue"] = "7";
        ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();
        Assert.Equal(7, pipeline.Options.Queue);
        for (var second = 0; second < 90; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        answer.SetResult(42);
        Assert.Equal(42, await running);
    }

    [Fact]
    public async Task CallThatOutlivesTheService_IsCanceledRatherThanWaitedFor()
    {
        using var host = Store();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var never = new TaskCompletionSource<int>();
        var call = host.Services.GetRequiredService<DependencyPipelines>().Get("store")
            .ExecuteAsync(static (never, _) => new ValueTask<int>(never), never.Task, isRetryable: true, CancellationToken.None).AsTask();

        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();

        // Polly's registry waits 30 s for calls in flight, and then it would be one still.
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task HttpCallThatOutlivesTheService_IsCanceledRatherThanWaitedFor()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.HangAsync);
        using var host = Store();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        var call = client.GetAsync(upstream.Address, CancellationToken.None);

        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.True(call.IsCanceled);
    }

    private static IHost Store(TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new("Resilience:store:TotalTimeout", "5m"), new("Resilience:store:AttemptTimeout", "5m"), new("Resilience:store:BreakerSampling", "10m")]);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddStandardResilience();
        builder.Services.AddDependencyPipeline(new DependencyDefinition("store", static (_, exception) => exception is IOException, static _ => new IOException()));
        return builder.Build();
    }
}
