namespace MicroService.Hosting.Kubernetes;

/// <summary>
/// How an app model is published and deployed. A property that is <see langword="null"/> leaves the default in place. Every property has a
/// configuration key of the same name, <c>Kubernetes:Registry</c> for example, and the key overrides the code.
/// </summary>
public sealed class HardenedKubernetesOptions
{
    private readonly Dictionary<string, KubernetesOverlayOptions> _overlays = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets the application's name, a DNS label.</summary>
    /// <value>The default is the AppHost project's name without <c>.AppHost</c>.</value>
    public string? Application { get; set; }

    /// <summary>Gets or sets the namespace of the base.</summary>
    /// <value>The default is the application's name.</value>
    public string? Namespace { get; set; }

    /// <summary>Gets or sets the registry, and the folder in it, of the images that are built.</summary>
    /// <value>Such as <c>ghcr.io/owner</c>; the default is <c>localhost</c>, which means that no registry has them.</value>
    public string? Registry { get; set; }

    /// <summary>Gets or sets the tag of the images that are built. A deployment refers to their digests.</summary>
    /// <value>The default is <c>1.0.0</c>.</value>
    public string? Tag { get; set; }

    /// <summary>Gets or sets the namespace of the Prometheus that scrapes the workloads.</summary>
    /// <value>The default is <c>monitoring</c>.</value>
    public string? MonitoringNamespace { get; set; }

    /// <summary>Gets or sets how Prometheus finds the pods that have metrics.</summary>
    /// <value>The default is <see cref="KubernetesScraping.Annotations"/>.</value>
    public KubernetesScraping? Scraping { get; set; }

    /// <summary>Gets or sets the labels of ServiceMonitors or PodMonitors, which Prometheus may select them by.</summary>
    /// <value>Such as <c>release</c> and <c>kube-prometheus-stack</c>.</value>
    public IDictionary<string, string>? MonitorLabels { get; set; }

    /// <summary>Gets or sets whether the standalone Aspire dashboard is published, too, and receives the telemetry of all workloads without another endpoint.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool? Dashboard { get; set; }

    /// <summary>Gets or sets the namespace of the ingress controller or gateway, the only caller of external endpoints.</summary>
    /// <value>The default is <c>ingress-nginx</c>.</value>
    public string? IngressNamespace { get; set; }

    /// <summary>Gets or sets what policies allow for a host outside of the cluster that a variable names.</summary>
    /// <value>The default is <see cref="KubernetesHostEgress.Any"/>.</value>
    public KubernetesHostEgress? HostEgress { get; set; }

    /// <summary>Gets or sets where hosts outside of the cluster are, by name.</summary>
    /// <value>CIDRs or namespaces, with or without a port, separated by commas; empty for nowhere.</value>
    public IDictionary<string, string>? Hosts { get; set; }

    /// <summary>Gets or sets the volumes of the model, by name, that several workloads mount together: each is one claim.</summary>
    public IList<string>? SharedVolumes { get; set; }

    /// <summary>Gets or sets the resources that run elsewhere: they are referred to, not published.</summary>
    public IList<string>? External { get; set; }

    /// <summary>Gets or sets whether a resource that can't be published is an error.</summary>
    /// <value>The default is <see langword="false"/>: the report names it.</value>
    public bool? Strict { get; set; }

    /// <summary>Gets or sets the kubeconfig context that a deployment uses.</summary>
    /// <value>The default is the current context.</value>
    public string? Context { get; set; }

    /// <summary>Gets or sets the overlay that a deployment applies, or <c>base</c>.</summary>
    /// <value>The default is the overlay that is named like the environment, <c>aspire deploy --environment prod</c>; without overlays it is the base.</value>
    public string? Overlay { get; set; }

    /// <summary>Gets or sets the base image of the images that a deployment builds.</summary>
    /// <value>The default is the image that the .NET SDK chooses for the project.</value>
    public string? BaseImage { get; set; }

    /// <summary>The workload that is the cluster's admission webhook; none by default.</summary>
    public KubernetesAdmissionOptions Admission { get; } = new();

    /// <summary>Gets the settings of all workloads.</summary>
    public KubernetesWorkloadOptions Defaults { get; } = new();

    internal IReadOnlyDictionary<string, KubernetesOverlayOptions> Overlays => _overlays;

    internal KubernetesOverlayOptions GetOverlay(string name) =>
        _overlays.TryGetValue(name, out var known) ? known : _overlays[name] = new KubernetesOverlayOptions();
}
