namespace MicroService.AppHost.Kubernetes.Settings;

/// <summary>What one overlay has other than the base.</summary>
internal sealed record OverlaySettings
{
    /// <summary>The overlay's namespace; null for the application's name with the overlay's behind it.</summary>
    public string? Namespace { get; init; }

    /// <summary>Laid over <c>Kubernetes:Defaults</c>.</summary>
    public WorkloadSettings Defaults { get; init; } = new();

    /// <summary>Laid over <c>Kubernetes:Resources:&lt;name&gt;</c>.</summary>
    public IReadOnlyDictionary<string, WorkloadSettings> Resources { get; init; } = new Dictionary<string, WorkloadSettings>();
}
