using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>Registers what keeps the service up when callers ask too much of it.</summary>
public static class LimitRegistration
{
    /// <summary>Limits sizes, speeds, time, connections and concurrent requests (<c>Limits:…</c>). Draining comes with it.</summary>
    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(LimitMetrics)))
        {
            return builder;
        }

        builder.AddDraining();
        builder.Services.AddValidatedOptions<LimitOptions>();
        builder.Services.AddMeters(LimitMetrics.MeterName);
        builder.Services.AddSingleton<LimitMetrics>();
        builder.Services.AddSingleton<IServiceListener, ConnectionLimit>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ServerLimits>();
        builder.Services.AddHostedService<IdleMemory>();
        builder.Services.Configure<SocketTransportOptions>(static transport => transport.MaxReadBufferSize = ServerLimits.UnreadBytes);
        builder.Services.AddPipelineMiddleware<RequestTimeLimit>().AddPipelineMiddleware<RequestGate>();
        return builder;
    }
}
