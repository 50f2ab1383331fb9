using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Answers the three probes of Kubernetes.</summary>
internal sealed class HealthProbes
{
    private readonly DependencyMonitor[] _dependencies;
    private readonly IHostApplicationLifetime _application;
    private readonly DrainState _drain;

    public HealthProbes(
        IOptions<HealthCheckServiceOptions> checks,
        IOptionsMonitor<HealthOptions> options,
        IServiceScopeFactory scopes,
        IHostApplicationLifetime application,
        TimeProvider time,
        ILogger<HealthProbes> logger,
        DrainState drain,
        IMeterFactory meters)
    {
        (_application, _drain) = (application, drain);
        _dependencies = [.. checks.Value.Registrations.Select(registration => new DependencyMonitor(registration, scopes, options, time, logger))];
        if (_dependencies.GroupBy(dependency => dependency.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two dependencies are registered as '{twice.Key}'.");
        }

        HealthMetrics.Observe(meters, _dependencies, () => IsReady);
        drain.WasReady = () => IsStarted;
    }

    /// <summary>The process alone: a restart would not bring a dependency back.</summary>
    public static ServiceHealth Live { get; } = new(HealthStatus.Healthy);

    /// <summary>Started, and each dependency that is not optional seen healthy once; from then on healthy for good.</summary>
    public async Task<ServiceHealth> StartupAsync()
    {
        if (!IsStarted)
        {
            await AskAllAsync().ConfigureAwait(false);
        }

        return IsStarted
            ? new ServiceHealth(HealthStatus.Healthy)
            : new ServiceHealth(HealthStatus.Unhealthy, "starting", await AskAllAsync().ConfigureAwait(false));
    }

    /// <summary>Started, not draining, and every required dependency healthy; any other that fails degrades.</summary>
    public async Task<ServiceHealth> ReadyAsync()
    {
        var dependencies = await AskAllAsync().ConfigureAwait(false);
        if (IsLeaving)
        {
            return new ServiceHealth(HealthStatus.Unhealthy, "draining", dependencies);
        }

        var worst = dependencies.Select(dependency => dependency.Status).DefaultIfEmpty(HealthStatus.Healthy).Min();
        return IsStarted
            ? new ServiceHealth(worst, null, dependencies)
            : new ServiceHealth(HealthStatus.Unhealthy, "starting", dependencies);
    }

    /// <summary>What readiness comes to by the last answers, without asking anybody.</summary>
    internal bool IsReady =>
        IsStarted && !IsLeaving
        && Array.TrueForAll(_dependencies, static dependency => dependency.Readiness != DependencyReadiness.Required || dependency.Last is { Status: not HealthStatus.Unhealthy });

    internal IReadOnlyList<DependencyMonitor> Dependencies => _dependencies;

    private bool IsLeaving => _drain.IsDraining || _application.ApplicationStopping.IsCancellationRequested;

    private bool IsStarted =>
        _application.ApplicationStarted.IsCancellationRequested
        && Array.TrueForAll(_dependencies, static dependency => dependency.WasSeen || !dependency.IsAwaited);

    internal Task<DependencyHealth[]> AskAllAsync() =>
        Task.WhenAll(_dependencies.Select(static dependency => dependency.GetAsync()));
}
