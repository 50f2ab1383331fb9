using System.Net;
using MicroService.ServiceDefaults.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class LimitsAloneTests
{
    [Fact]
    public async Task WebApplication_ShedsWhatItHasNoPermitFor()
    {
        var held = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Limits:MaxConcurrentRequests", "1"), new("Limits:QueuedRequests", "0"), new("Lifecycle:DrainDelay", "0s")]);
        builder.AddLimits();
        await using var app = builder.Build();
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
}
