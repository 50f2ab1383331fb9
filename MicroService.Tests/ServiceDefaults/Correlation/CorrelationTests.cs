using MicroService.ServiceDefaults.Correlation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults.Correlation;

public sealed partial class CorrelationTests
{
    [Theory]
    [InlineData("order-42")]
    [InlineData("a.B_9-")]
    public async Task SaneId_IsEchoed(string id)
    {
        await using var service = await StartAsync();

        Assert.Equal(id, await EchoAsync(service, id));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("a:b;c")]
    [InlineData("")]
    public async Task InsaneId_IsReplaced(string id)
    {
        await using var service = await StartAsync();

        var echo = await EchoAsync(service, id);

        Assert.NotEqual(id, echo);
        Assert.True(CorrelationId.IsSane(echo));
    }

    [Fact]
    public async Task IdOf129Characters_IsReplaced()
    {
        await using var service = await StartAsync();

        Assert.Equal(new string('a', 128), await EchoAsync(service, new string('a', 128)));
        Assert.NotEqual(new string('a', 129), await EchoAsync(service, new string('a', 129)));
    }

    [Fact]
    public async Task NoId_IsTheTraceId()
    {
        await using var service = await StartAsync();
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");

        using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal([Trace], response.Headers.GetValues(CorrelationId.HeaderName));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/fault")]
    public async Task FailedRequest_CarriesItToo(string path)
    {
        await using var service = await StartAsync();

        Assert.Equal("order-42", await EchoAsync(service, "order-42", path));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/nowhere")]
    public async Task AnswerOfTheManagementPort_CarriesItToo(string path)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(CorrelationId.HeaderName, "order-42");

        using var response = await service.Management.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(["order-42"], response.Headers.GetValues(CorrelationId.HeaderName));
    }

    [Fact]
    public async Task LinesOfARequest_CarryIt()
    {
        await using var service = await StartAsync();

        await EchoAsync(service, "order-42");

        var line = Assert.Single(service.Log.Lines, line => line.GetProperty("message").GetString() == "working");
        Assert.Equal("order-42", line.GetProperty("correlation_id").GetString());
    }

    [Fact]
    public async Task ServersLineAboutAnUnhandledException_CarriesIt()
    {
        await using var service = await StartAsync(handleExceptions: false);

        await EchoAsync(service, "order-42", "/fault");

        var line = Assert.Single(service.Log.Lines, line => line.GetProperty("component").GetString() == "Microsoft.AspNetCore.Server.Kestrel" && line.GetProperty("severity").GetString() == "ERROR");
        Assert.Equal("order-42", line.GetProperty("correlation_id").GetString());
    }

    [Fact]
    public async Task NextRequestOnTheSameConnection_HasItsOwn()
    {
        await using var service = await StartAsync();

        var first = await EchoAsync(service, "order-42");
        var second = await EchoAsync(service, null);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task OutgoingCall_SendsItOn()
    {
        await using var upstream = await RunningService.StartAsync(map: app => app.MapGet(
            "/", (HttpContext context) => context.Response.WriteAsync(context.Request.Headers[CorrelationId.HeaderName].ToString())));
        await using var service = await RunningService.StartAsync(
            builder => builder.Services.AddHttpClient("upstream", client => client.BaseAddress = upstream.Api.BaseAddress),
            app => app.MapGet("/", async (HttpContext context) =>
            {
                var client = context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient("upstream");
                await context.Response.WriteAsync(await client.GetStringAsync(new Uri("/", UriKind.Relative)));
            }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(CorrelationId.HeaderName, "order-42");

        using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("order-42", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void BackgroundWork_HasItsOwnUntilItEnds()
    {
        using (CorrelationContext.Begin("scan-7"))
        {
            Assert.Equal("scan-7", CorrelationContext.CurrentId);
        }

        Assert.Null(CorrelationContext.CurrentId);
    }

    private static Task<RunningService> StartAsync(bool handleExceptions = true) => RunningService.StartAsync(map: app =>
    {
        if (handleExceptions)
        {
            app.UseExceptionHandler(static handler => handler.Run(static context => context.Response.WriteAsync("fault")));
        }

        app.MapGet("/fault", (HttpContext _) => throw new InvalidOperationException("fault"));
        app.MapGet("/", (HttpContext context) =>
        {
            Working(context.RequestServices.GetRequiredService<ILogger<CorrelationTests>>());
            return context.Response.WriteAsync("done");
        });
    });

    private static async Task<string?> EchoAsync(RunningService service, string? id, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (id is not null)
        {
            request.Headers.TryAddWithoutValidation(CorrelationId.HeaderName, id);
        }

        using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.TryGetValues(CorrelationId.HeaderName, out var values) ? Assert.Single(values) : null;
    }

    [LoggerMessage(LogLevel.Information, "working")]
    private static partial void Working(ILogger logger);
}
