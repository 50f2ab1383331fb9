using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.ServiceDiscovery;

namespace MicroService.ServiceDefaults.Discovery;

/// <summary>Adds service discovery to a host.</summary>
public static class DiscoveryHostApplicationBuilderExtensions
{
    /// <summary>Resolves the host of every request of IHttpClientFactory's clients: by <c>services:&lt;name&gt;:&lt;endpoint&gt;:&lt;n&gt;</c>, else by DNS.</summary>
    /// <remarks>
    /// Call it after resilience: handlers run in the order in which they were added, so each attempt resolves anew and a retry reaches the next endpoint.
    /// <code>builder.Services.AddHttpClient("api", client => client.BaseAddress = new Uri("https+http://api"));</code>
    /// </remarks>
    public static IHostApplicationBuilder AddServiceDiscovery(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(static service => service.ImplementationType == typeof(ClusterEndpointProviderFactory)))
        {
            return builder;
        }

        // Providers are asked in the order in which they were added, and the first with an answer wins.
        builder.Services.AddServiceDiscoveryCore().AddConfigurationServiceEndpointProvider();
        builder.Services.AddSingleton<IServiceEndpointProviderFactory, ClusterEndpointProviderFactory>();
        builder.Services.AddPassThroughServiceEndpointProvider();
        builder.Services.ConfigureHttpClientDefaults(static client => client.AddServiceDiscovery());
        builder.Services.AddConfigurationRule(EndpointSettings.Check);
        builder.Services.AddKnownSettings(EndpointSettings.Known);
        return builder;
    }
}
