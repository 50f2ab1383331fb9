using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.Hosting.Health;

/// <summary>Shows in the dashboard what a service with the service defaults reports of its dependencies.</summary>
public static class DependencyHealthBuilderExtensions
{
    private const string ReadinessPath = "/health/ready";

    /// <summary>Adds a health report for each dependency, as the service's own readiness sees it.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="endpointName">The endpoint that answers <c>/health/ready</c>.</param>
    /// <param name="dependencies">The dependencies, by the names that the service reports.</param>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <returns>The service.</returns>
    /// <example>
    /// <code lang="csharp">
    /// api.WithDependencyHealthChecks("management", "history", "cache");
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithDependencyHealthChecks<T>(this IResourceBuilder<T> builder, string endpointName, params string[] dependencies)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependencies);
        var management = builder.GetEndpoint(endpointName);
        builder.ApplicationBuilder.Services.AddHttpClient();
        foreach (var dependency in dependencies)
        {
            var key = $"{builder.Resource.Name}_{dependency}";
            builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                key,
                services => new DependencyHealthCheck(services.GetRequiredService<IHttpClientFactory>().CreateClient(key), management, ReadinessPath, dependency),
                failureStatus: null,
                tags: null));
            builder.WithHealthCheck(key);
        }

        return builder;
    }
}
