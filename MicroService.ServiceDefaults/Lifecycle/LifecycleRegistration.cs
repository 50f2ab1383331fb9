using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Registers draining on SIGTERM.</summary>
public static class LifecycleRegistration
{
    /// <summary>On the first signal: not ready, serve for <c>Lifecycle:DrainDelay</c>, then finish within <c>Lifecycle:ShutdownTimeout</c>. Outside Development an exception that ends the process is its last line of JSON.</summary>
    public static IHostApplicationBuilder AddDraining(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(DrainLifetime)))
        {
            return builder;
        }

        if (!builder.Environment.IsDevelopment())
        {
            ProcessFailures.Report();
        }

        builder.Services.AddValidatedOptions<LifecycleOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IRefusalWriter, RefusalWriter>();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<RequestsInFlight>();
        builder.Services.TryAddSingleton<DrainState>();
        builder.Services.AddSingleton(static provider =>
        {
            var state = provider.GetRequiredService<DrainState>();
            provider.GetRequiredService<IMeterFactory>().Create("MicroService.Lifecycle").CreateObservableGauge(
                "service.draining", () => state.IsDraining ? 1 : 0, description: "1 from the first signal to stop on, else 0.");
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
