namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Whether the service is on its way out. It never comes back.</summary>
public sealed class DrainState
{
    private volatile bool _isDraining;

    /// <summary>True from the first signal on.</summary>
    public bool IsDraining => _isDraining;

    internal void Begin() => _isDraining = true;
}
