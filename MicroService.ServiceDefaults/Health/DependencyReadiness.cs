namespace MicroService.ServiceDefaults.Health;

/// <summary>What a failing dependency means for readiness.</summary>
public enum DependencyReadiness
{
    /// <summary>The service is not ready while the dependency fails: it can do nothing useful without it.</summary>
    Required,

    /// <summary>The service starts once the dependency was healthy; from then on a failure only degrades it.</summary>
    Startup,

    /// <summary>A failure only degrades the service.</summary>
    Optional,
}
