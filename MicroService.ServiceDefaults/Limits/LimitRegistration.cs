using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>Registers the limits of a service.</summary>
public static class LimitRegistration
{
    // Bytes that a connection buffers before the application reads them: the memory of a queued request. The transport's own default is 1 MiB.
    private const int UnreadBytes = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Limits sizes, speeds, time, connections and concurrent requests (<c>Limits:…</c>). Draining comes with it.</summary>
    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(LimitMetrics)))
        {
            return builder;
        }

        builder.AddDraining();
        builder.Services.AddValidatedOptions<LimitOptions>();
        builder.Services.AddSingleton<LimitMetrics>();
        builder.Services.AddSingleton<ConnectionLimit>();
        builder.Services.AddSingleton<IServiceListener>(static provider => provider.GetRequiredService<ConnectionLimit>());
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>, ConfigurationValidator, IServiceProvider>(Configure);
        builder.Services.AddHostedService<IdleMemory>();
        builder.Services.Configure<SocketTransportOptions>(static transport => transport.MaxReadBufferSize = UnreadBytes);
        builder.Services.AddPipelineMiddleware<RequestTimeLimit>().AddPipelineMiddleware<RequestGate>();
        return builder;
    }

    // The limits that the server itself enforces: sizes and data rates. Connections are counted where the listeners are made, or on every
    // listener where there is no management port to leave out.
    private static void Configure(KestrelServerOptions server, IOptions<LimitOptions> options, ConfigurationValidator validator, IServiceProvider services)
    {
        if (validator.Validate().Count > 0)
        {
            // This runs while the application is built; starting it is what reports the problems.
            return;
        }

        var limits = options.Value;
        server.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
        server.Limits.MaxRequestBufferSize = UnreadBytes;
        server.Limits.MinRequestBodyDataRate = limits.MinBodyBytesPerSecond == 0 ? null : new MinDataRate(limits.MinBodyBytesPerSecond, Grace);
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.KeepAliveTimeout;
        server.Limits.MaxRequestHeaderCount = limits.MaxHeaders;
        server.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        server.Limits.Http2.InitialConnectionWindowSize = UnreadBytes * 2;
        if (services.GetService<ManagementPipeline>() is null)
        {
            server.ConfigureEndpointDefaults(services.GetRequiredService<ConnectionLimit>().Configure);
        }
    }
}
