namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>Where a resource is in its life.</summary>
internal enum ResourceState
{
    /// <summary>Waits for what it refers to.</summary>
    Waiting,

    /// <summary>Is being built or restored.</summary>
    Preparing,

    /// <summary>Runs but has not been healthy since it started.</summary>
    Starting,
    Healthy,

    /// <summary>Runs, was healthy and is not now.</summary>
    Unhealthy,

    /// <summary>Has ended and waits to be started again.</summary>
    Backoff,
    Stopping,
    Stopped,

    /// <summary>Could not be started.</summary>
    Failed,

    /// <summary>Doesn't run here.</summary>
    Skipped,
}
