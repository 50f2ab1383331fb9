using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Registers the access log.</summary>
public static class AccessLogRegistration
{
    /// <summary>Logs requests of the service's ports while <c>AccessLog:Enabled</c> is true. Call it before the management port is added, whose requests it leaves out.</summary>
    public static WebApplicationBuilder AddAccessLog(this WebApplicationBuilder builder)
    {
        if (builder.Services.All(static service => service.ImplementationType != typeof(AccessLogMiddleware)))
        {
            builder.Services.AddValidatedOptions<AccessLogOptions>();
            builder.Services.TryAddSingleton(TimeProvider.System);

            // Before the host's own filter, whose rejections are answers as well.
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, AccessLogMiddleware>());
        }

        return builder;
    }
}
