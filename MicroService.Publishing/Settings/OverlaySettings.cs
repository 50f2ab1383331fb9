namespace MicroService.Publishing.Settings;

/// <summary>The differences of one overlay from the base.</summary>
internal sealed record OverlaySettings
{
    /// <summary>The overlay's namespace; null for <c>application-overlay</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>The namespace of the overlay of this name.</summary>
    public string NamespaceOf(string application, string name) => Namespace ?? $"{application}-{name}";

    /// <summary>Whether the overlay has the Aspire dashboard; null for what <c>Kubernetes:Dashboard</c> says.</summary>
    public bool? Dashboard { get; init; }

    /// <summary>Laid over <c>Kubernetes:Defaults</c>.</summary>
    public WorkloadSettings Defaults { get; init; } = new();

    /// <summary>Laid over <c>Kubernetes:Resources:&lt;name&gt;</c>.</summary>
    public IReadOnlyDictionary<string, WorkloadSettings> Resources { get; init; } = new Dictionary<string, WorkloadSettings>();
}
