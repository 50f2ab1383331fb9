using MicroService.ServiceDefaults.Discovery;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MicroService.Tests.ServiceDefaults.Discovery;

public sealed class DiscoveryAloneTests
{
    [Fact]
    public async Task Host_CallsAServiceByItsName()
    {
        await using var upstream = await Upstream.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new("services:api:http:0", upstream.Address.OriginalString)]);
        DiscoveryHostApplicationBuilderExtensions.AddServiceDiscovery(builder);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        using var response = await client.GetAsync(new Uri("https+http://api"), TestContext.Current.CancellationToken);

        Assert.Equal(1, upstream.Attempts);
    }
}
