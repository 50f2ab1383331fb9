using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Management;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Registers dependencies whose health decides on readiness.</summary>
public static class HealthRegistration
{
    // A registration of the framework has no other member for it.
    private const string StartupTag = "startup";

    /// <summary>Adds the probes, and the management port for them; any check registered with AddHealthChecks counts too, as optional if its failure status is Degraded.</summary>
    public static IHostApplicationBuilder AddDependencyHealth(this IHostApplicationBuilder builder)
    {
        builder.AddManagementPort();
        builder.Services.AddValidatedOptions<HealthOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<DrainState>();
        builder.Services.TryAddSingleton<HealthProbes>();
        builder.Services.AddHostedService<StartupGate>();
        return builder;
    }

    /// <summary>Adds a dependency. The check returns when all is well, throws when not, and gets <see cref="HealthOptions.CheckTimeout"/>.</summary>
    public static IServiceCollection AddDependency(
        this IServiceCollection services,
        string name,
        DependencyReadiness readiness,
        Func<IServiceProvider, CancellationToken, ValueTask> check) =>
        services.AddDependency(name, readiness, provider => new DelegateHealthCheck(provider, check));

    /// <summary>Adds a dependency with a check of its own type.</summary>
    public static IServiceCollection AddDependency(
        this IServiceCollection services,
        string name,
        DependencyReadiness readiness,
        Func<IServiceProvider, IHealthCheck> check) =>
        services.Configure<HealthCheckServiceOptions>(options => options.Registrations.Add(new HealthCheckRegistration(
            name,
            check,
            readiness == DependencyReadiness.Required ? HealthStatus.Unhealthy : HealthStatus.Degraded,
            readiness == DependencyReadiness.Startup ? [StartupTag] : null)));

    /// <summary>What the code says that the dependency's failure means.</summary>
    internal static DependencyReadiness ReadinessOf(HealthCheckRegistration registration) =>
        registration.FailureStatus == HealthStatus.Unhealthy ? DependencyReadiness.Required
        : registration.Tags.Contains(StartupTag) ? DependencyReadiness.Startup
        : DependencyReadiness.Optional;
}

/// <summary>A check that is good when it returns and bad when it throws.</summary>
internal sealed class DelegateHealthCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, ValueTask> check) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await check(services, cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
