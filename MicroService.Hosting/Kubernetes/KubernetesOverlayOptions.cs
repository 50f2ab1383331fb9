namespace MicroService.Hosting.Kubernetes;

/// <summary>What one environment, such as <c>prod</c>, has other than the base. Configuration section: <c>Kubernetes:Overlays:&lt;name&gt;</c>.</summary>
public sealed class KubernetesOverlayOptions
{
    private readonly Dictionary<string, KubernetesWorkloadOptions> _resources = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the namespace.</summary>
    /// <value>The default is <c>&lt;application&gt;-&lt;overlay&gt;</c>.</value>
    public string? Namespace { get; set; }

    /// <summary>Gets or sets whether this environment has the standalone Aspire dashboard.</summary>
    /// <value>The default is that of <see cref="HardenedKubernetesOptions.Dashboard"/>.</value>
    public bool? Dashboard { get; set; }

    /// <summary>Gets the settings of all workloads in this environment.</summary>
    public KubernetesWorkloadOptions Defaults { get; } = new();

    internal IReadOnlyDictionary<string, KubernetesWorkloadOptions> Resources => _resources;

    /// <summary>Configures one resource in this environment.</summary>
    /// <param name="name">The resource's name in the app model.</param>
    /// <param name="configure">Changes its settings.</param>
    /// <returns>The same options, so that calls can be chained.</returns>
    public KubernetesOverlayOptions Resource(string name, Action<KubernetesWorkloadOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        configure(_resources.TryGetValue(name, out var known) ? known : _resources[name] = new KubernetesWorkloadOptions());
        return this;
    }
}
