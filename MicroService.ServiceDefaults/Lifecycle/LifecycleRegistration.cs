using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Registers draining on SIGTERM.</summary>
public static class LifecycleRegistration
{
    /// <summary>On the first signal: not ready, serve for <c>Lifecycle:DrainDelay</c>, then finish within <c>Lifecycle:ShutdownTimeout</c>.</summary>
    public static IHostApplicationBuilder AddDraining(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(DrainState)))
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<LifecycleOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IRefusalWriter, RefusalWriter>();
        builder.Services.AddMetrics();
        builder.Services.AddMeters(LifecycleMetrics.MeterName);
        builder.Services.AddSingleton<LifecycleMetrics>();
        builder.Services.AddSingleton<RequestsInFlight>();
        builder.Services.AddSingleton<TelemetryFlush>();
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddSingleton(static provider =>
        {
            provider.GetRequiredService<LifecycleMetrics>().Observe(provider.GetRequiredService<DrainState>());
            return ActivatorUtilities.CreateInstance<DrainLifetime>(provider);
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime>(static provider => provider.GetRequiredService<DrainLifetime>()));

        builder.Services.PostConfigure<HostFilteringOptions>(static options => options.IncludeFailureMessage = false);
        builder.Services
            .AddResponseHeaders<DrainHeaders>()
            .AddPipelineMiddleware<EmptyErrors>()
            .AddPipelineMiddleware<RequestLifetimeMiddleware>();
        return builder;
    }
}
