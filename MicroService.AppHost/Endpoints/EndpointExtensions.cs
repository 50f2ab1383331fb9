using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MicroService.AppHost.Endpoints;

/// <summary>Where the Api is found on a developer's machine.</summary>
internal static partial class EndpointExtensions
{
    /// <summary>Serves on the ports of production where they are free, else on any free ones, and on loopback alone.</summary>
    public static IResourceBuilder<ProjectResource> WithLoopbackPorts(this IResourceBuilder<ProjectResource> api)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        foreach (var endpoint in api.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var (name, port) = (endpoint.Name, endpoint.TargetPort!.Value);
            api.WithEndpoint(name, own =>
            {
                own.Port = taken.Contains(port) ? null : port;
                // The proxy of the run has the port above; the process takes any other.
                own.TargetPort = null;
            });
        }

        return api
            // The Api speaks plain HTTP: without this, Aspire warns where no development certificate is trusted.
            .WithoutHttpsCertificate()
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithEnvironment("Server__Address", IPAddress.Loopback.ToString());
    }

    /// <summary>Names what a browser can open, in the dashboard, and the page in the console as well.</summary>
    public static IResourceBuilder<ProjectResource> WithNamedUrls(this IResourceBuilder<ProjectResource> api) => api
        .OnResourceReady((_, ready, _) =>
        {
            Ready(ready.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(EndpointExtensions)), api.GetEndpoint("http").Url);
            return Task.CompletedTask;
        })
        .WithUrls(context => context.Urls.Clear())
        .WithUrl($"{api.GetEndpoint("http")}/", "The page")
        .WithUrl($"{api.GetEndpoint("http")}/openapi/v1.json", "API description")
        .WithUrl($"{api.GetEndpoint("http")}/v1/rules", "Rules")
        .WithUrl($"{api.GetEndpoint("http")}/v1/workloads", "Workloads")
        .WithUrl($"{api.GetEndpoint("management")}/health/ready", "Health")
        .WithUrl($"{api.GetEndpoint("management")}/metrics", "Metrics")
        .WithUrl($"{api.GetEndpoint("management")}/config", "Settings");

    [LoggerMessage(LogLevel.Information, "The page is at {Url}")]
    private static partial void Ready(ILogger logger, string url);
}
