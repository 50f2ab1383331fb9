using System.Net;
using MicroService.ServiceDefaults.Limits;
using MicroService.Tests.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class LimitsAloneTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: service\r\n\r\n";

    [Fact]
    public async Task WebApplication_ShedsWhatItHasNoPermitFor()
    {
        var held = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        await using var app = Build(("Limits:MaxConcurrentRequests", "1"), ("Limits:QueuedRequests", "0"));
        app.MapGet("/", (HttpContext _) =>
        {
            began.TrySetResult();
            return held.Task;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var first = client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        await began.Task;

        using var shed = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        held.SetResult();
        using var served = await first;
        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (shed.StatusCode, shed.Headers.RetryAfter?.Delta));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task WebApplication_ClosesConnectionsBeyondTheLimit()
    {
        await using var app = Build(("Limits:MaxConnections", "1"));
        app.MapGet("/", static () => "Hello");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var first = await RawConnection.OpenAsync(client);
        await first.SendAsync(Request);
        var served = await first.ReadAnswerAsync();

        var refused = await RawConnection.ExchangeAsync(client, Request);

        Assert.StartsWith("HTTP/1.1 200 ", served, StringComparison.Ordinal);
        Assert.Empty(refused);
    }

    private static WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            [new("Lifecycle:DrainDelay", "0s"), .. settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]);
        builder.AddLimits();
        return builder.Build();
    }
}
