namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Whether the service is on its way out. It never comes back.</summary>
public sealed class DrainState
{
    private volatile bool _isDraining;

    /// <summary>True from the first signal on.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Whether the service was ever ready, so that load balancers may send it requests; without probes it was from its start on.</summary>
    internal Func<bool> WasReady { get; set; } = static () => true;

    /// <summary>The exit code of a service that gave itself up; null as long as it did not.</summary>
    internal int? GivenUpWith { get; set; }

    internal void Begin() => _isDraining = true;
}
