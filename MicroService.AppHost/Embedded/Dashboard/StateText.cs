namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>States in words and colours.</summary>
internal static class StateText
{
    public static string Of(ResourceState state) => state switch
    {
        ResourceState.Waiting => "waiting",
        ResourceState.Preparing => "being prepared",
        ResourceState.Starting => "starting",
        ResourceState.Healthy => "healthy",
        ResourceState.Unhealthy => "unhealthy",
        ResourceState.Backoff => "backing off",
        ResourceState.Stopping => "stopping",
        ResourceState.Stopped => "stopped",
        ResourceState.Failed => "failed",
        _ => "skipped",
    };

    /// <summary>A colour of Spectre.Console.</summary>
    public static string Colour(ResourceState state) => state switch
    {
        ResourceState.Healthy => "green",
        ResourceState.Failed or ResourceState.Unhealthy => "red",
        ResourceState.Backoff or ResourceState.Stopping => "yellow",
        ResourceState.Stopped or ResourceState.Skipped => "grey",
        _ => "blue",
    };
}
