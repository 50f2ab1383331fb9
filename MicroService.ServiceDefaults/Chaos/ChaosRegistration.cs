using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>Registers failures on purpose.</summary>
public static class ChaosRegistration
{
    /// <summary>Adds chaos to the pipelines of all dependencies: off unless <c>Chaos:Enabled</c>, refused in Production unless <c>Chaos:AllowInProduction</c>.</summary>
    public static IHostApplicationBuilder AddChaos(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ChaosOptions>();
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton(new ChaosRandom(Random.Shared.NextDouble));
        builder.Services.TryAddSingleton<ChaosMetrics>();
        builder.Services.TryAddSingleton<ChaosSource>();
        builder.Services.AddMeters(ChaosMetrics.MeterName);
        return builder;
    }
}
