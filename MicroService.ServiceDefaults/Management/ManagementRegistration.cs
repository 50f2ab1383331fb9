using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Registers the two ports and what answers on the second.</summary>
public static class ManagementRegistration
{
    /// <summary>What the management port is called in logs and metrics.</summary>
    internal const string Port = "management";

    /// <summary>Opens a port that answers its requests itself; needs the management port.</summary>
    public static IServiceCollection AddDedicatedPort<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IDedicatedPort => services.AddSingleton<IDedicatedPort, T>();

    /// <summary>Listens on the service's ports and on the management port (<c>Management:Port</c>, default 8081), and lets operators change log levels there.</summary>
    public static IHostApplicationBuilder AddManagementPort(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(ManagementPipeline)))
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<ServerOptions>();
        builder.Services.AddValidatedOptions<ManagementOptions>();
        builder.Services.AddConfigurationRule(KestrelRule.Check);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ServiceIdentity>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ManagementListener>();
        builder.Services.AddMetrics();
        builder.Services.AddLogLevelOverrides();
        builder.Services.TryAddSingleton<IRefusalWriter, RefusalWriter>();
        builder.Services.AddKeyedSingleton(Port, static (services, _) =>
        {
            var options = services.GetRequiredService<IOptions<ManagementOptions>>();
            return new PortCertificates(
                Port,
                () => options.Value.Certificates,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<IMeterFactory>(),
                services.GetRequiredService<ILogger<PortCertificates>>());
        });
        builder.Services.AddSingleton<ManagementAccess>();
        builder.Services.AddPipelineMiddleware<ManagementPipeline>();
        builder.Services.AddPipelineMiddleware<DedicatedPorts>();
        return builder;
    }

    /// <summary>Adds headers to every answer that keep browsers from taking it for a page, unless the endpoint set its own.</summary>
    public static IHostApplicationBuilder AddSecurityHeaders(this IHostApplicationBuilder builder)
    {
        if (builder.Services.All(static service => service.ServiceType != typeof(SecurityHeaders)))
        {
            builder.Services.AddResponseHeaders<SecurityHeaders>();
        }

        return builder;
    }
}
