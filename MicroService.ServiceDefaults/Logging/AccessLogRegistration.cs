using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Registers the access log.</summary>
public static class AccessLogRegistration
{
    /// <summary>Logs requests of the service's ports while <c>AccessLog:Enabled</c> is true.</summary>
    public static IHostApplicationBuilder AddAccessLog(this IHostApplicationBuilder builder)
    {
        if (builder.Services.All(static service => service.ServiceType != typeof(AccessLogMiddleware)))
        {
            builder.Services.AddValidatedOptions<AccessLogOptions>();
            builder.Services.TryAddSingleton(TimeProvider.System);
            builder.Services.AddPipelineMiddleware<AccessLogMiddleware>();
        }

        return builder;
    }
}
