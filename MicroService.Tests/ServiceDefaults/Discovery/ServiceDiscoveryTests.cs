using System.Net;
using System.Text.Json.Nodes;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Discovery;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ServiceDiscovery;

namespace MicroService.Tests.ServiceDefaults.Discovery;

public sealed class ServiceDiscoveryTests
{
    [Theory]
    [InlineData("https+http://api", "services:api:http:0")]
    [InlineData("http://api", "services:api:http:0")]
    [InlineData("http://api:1", "services:api:http:0")]
    [InlineData("https+http://api", "services:api:https:0")]
    [InlineData("https+http://api", "services:api:default")]
    [InlineData("https+http://_management.api", "services:api:management:0")]
    public async Task ConfiguredEndpoint_IsCalled(string address, string key)
    {
        await using var api = await Upstream.StartAsync();
        await using var caller = Caller((key, api.Address.OriginalString));

        await CallAsync(caller, address);

        Assert.Equal(1, api.Attempts);
    }

    [Fact]
    public async Task SeveralEndpoints_ShareTheCalls()
    {
        await using var one = await Upstream.StartAsync();
        await using var other = await Upstream.StartAsync();
        await using var caller = Caller(("services:api:http:0", one.Address.OriginalString), ("services:api:http:1", other.Address.OriginalString));

        for (var call = 0; call < 6; call++)
        {
            await CallAsync(caller, "https+http://api");
        }

        Assert.Equal((3, 3), (one.Attempts, other.Attempts));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https+http")]
    public async Task NameWithoutEndpoint_IsResolvedByDns(string scheme)
    {
        await using var api = await Upstream.StartAsync();
        await using var caller = Caller();

        await CallAsync(caller, $"{scheme}://localhost:{api.Address.Port}");

        Assert.Equal(1, api.Attempts);
    }

    [Theory]
    [InlineData("https+http://api", "http://api/")]
    [InlineData("https+http://api:8080/path?query", "http://api:8080/path?query")]
    [InlineData("https+http://_management.api:8081", "http://api:8081/")]
    [InlineData("https+http://api.shop.svc", "http://api.shop.svc/")]
    [InlineData("https+http://api.shop.svc.cluster.local", "http://api.shop.svc.cluster.local/")]
    [InlineData("https://api", "https://api/")]
    [InlineData("https+http://example.com", "https://example.com/")]
    [InlineData("https+http://192.0.2.1", "https://192.0.2.1/")]
    public async Task NameWithoutEndpoint_IsCalledOverTheSchemeOfItsKind(string address, string expected)
    {
        await using var caller = Recording();

        using var response = await SendAsync(caller, address);

        Assert.Equal(expected, response.ReasonPhrase);
    }

    [Fact]
    public async Task SchemeThatIsNotAllowed_IsNotTaken()
    {
        await using var caller = Recording(builder => builder.Services.Configure<ServiceDiscoveryOptions>(static options =>
        {
            options.AllowAllSchemes = false;
            options.AllowedSchemes = ["https"];
        }));

        using var response = await SendAsync(caller, "https+http://api");

        Assert.Equal("https://api/", response.ReasonPhrase);
    }

    [Fact]
    public async Task DeadEndpoint_IsRetriedOnTheNext()
    {
        await using var api = await Upstream.StartAsync();
        await using var caller = Caller(
            ("services:api:http:0", $"http://127.0.0.1:{LoopbackPorts.Next()}"),
            ("services:api:http:1", api.Address.OriginalString),
            ("Resilience:Http:Retries", "1"),
            ("Resilience:Http:BreakerMinimumThroughput", "100"));

        for (var call = 0; call < 4; call++)
        {
            await CallAsync(caller, "https+http://api");
        }

        Assert.Equal(4, api.Attempts);
    }

    [Fact]
    public async Task ChangedEndpoint_IsFollowed()
    {
        using var volume = new MountedVolume();
        await using var one = await Upstream.StartAsync();
        await using var other = await Upstream.StartAsync();
        await volume.SetAsync(("services__api__http__0", one.Address.OriginalString));
        await using var caller = await RunningService.StartAsync(
            settings: new Dictionary<string, string?> { ["Configuration:ConfigFolder"] = volume.Path, ["Configuration:PollInterval"] = "1h" });
        await CallAsync(caller.App, "https+http://api");

        await volume.SetAsync(("services__api__http__0", other.Address.OriginalString));
        await caller.App.Services.GetRequiredService<IConfigurationRefresh>().RefreshAsync(TestContext.Current.CancellationToken);
        await CallAsync(caller.App, "https+http://api");

        Assert.Equal((1, 1), (one.Attempts, other.Attempts));
    }

    [Fact]
    public async Task DiscoveryAddedTwice_DoesNotStack()
    {
        await using var caller = RunningService.Build(static builder => builder.AddServiceDiscovery());

        Assert.Equal(3, caller.Services.GetServices<IServiceEndpointProviderFactory>().Count());
    }

    [Fact]
    public async Task VariablesOfAProcess_AreFollowedAndShown()
    {
        await using var api = await Upstream.StartAsync();
        await using var greeter = await ApiProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["Greeter__Upstream"] = "https+http://the-api",
                ["services__the-api__http__0"] = api.Address.OriginalString,
            },
            program: ServiceProgram.Greeter);

        using var response = await greeter.Api.GetAsync(new Uri("/upstream/", UriKind.Relative), TestContext.Current.CancellationToken);
        var settings = JsonNode.Parse(await greeter.Management.GetStringAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken))!.AsArray();

        Assert.Equal((HttpStatusCode.OK, 1), (response.StatusCode, api.Attempts));
        Assert.Equal(
            api.Address.OriginalString,
            (string?)Assert.Single(settings, static setting => (string?)setting!["key"] == "services:the-api:http:0")!["value"]);
    }

    private static WebApplication Caller(params (string Key, string Value)[] settings) => RunningService.Build(
        settings: new Dictionary<string, string?>(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)).Append(new("Resilience:Http:RetryDelay", "1ms"))));

    private static WebApplication Recording(Action<WebApplicationBuilder>? configure = null) => RunningService.Build(builder =>
    {
        builder.Services.ConfigureHttpClientDefaults(static client => client.ConfigurePrimaryHttpMessageHandler(static () => new AddressRecorder()));
        configure?.Invoke(builder);
    });

    private static async Task CallAsync(WebApplication caller, string address)
    {
        using var response = await SendAsync(caller, address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(WebApplication caller, string address)
    {
        using var client = caller.Services.GetRequiredService<IHttpClientFactory>().CreateClient("some-client");
        return await client.GetAsync(new Uri(address), TestContext.Current.CancellationToken);
    }

    // The resolved address is in the request only as long as it is being sent.
    private sealed class AddressRecorder : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { ReasonPhrase = request.RequestUri!.AbsoluteUri });
    }
}
