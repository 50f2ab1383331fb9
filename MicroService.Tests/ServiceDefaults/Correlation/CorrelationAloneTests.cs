using MicroService.ServiceDefaults.Correlation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults.Correlation;

public sealed class CorrelationAloneTests
{
    [Fact]
    public async Task WebApplication_EchoesTheIdOfItsCaller()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddCorrelation();
        await using var app = builder.Build();
        app.MapGet("/", static (HttpContext context) => context.Response.WriteAsync(CorrelationContext.CurrentId!));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add(CorrelationId.HeaderName, "order-42");

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(["order-42"], response.Headers.GetValues(CorrelationId.HeaderName));
        Assert.Equal("order-42", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
