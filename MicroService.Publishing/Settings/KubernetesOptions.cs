namespace MicroService.Publishing.Settings;

/// <summary>The options of publishing: the section <c>Kubernetes</c> of the configuration.</summary>
internal sealed record KubernetesOptions
{
    /// <summary>The application as a DNS label; null for the name of the manifest's folder.</summary>
    public string? Application { get; init; }

    /// <summary>The namespace of the base; null for the application's name.</summary>
    public string? Namespace { get; init; }

    /// <summary>The registry and folder of built images; <c>localhost</c> means that no registry is chosen yet.</summary>
    public string Registry { get; init; } = "localhost";

    /// <summary>The tag of built images, which <c>images</c> in the kustomization overrides.</summary>
    public string Tag { get; init; } = "1.0.0";

    /// <summary>The namespace of Prometheus.</summary>
    public string MonitoringNamespace { get; init; } = "monitoring";

    /// <summary>How Prometheus finds the pods that have metrics.</summary>
    public Scraping Scraping { get; init; } = Scraping.Annotations;

    /// <summary>Labels of the ServiceMonitors or PodMonitors, which Prometheus may select them by, such as <c>release</c>.</summary>
    public IReadOnlyDictionary<string, string> MonitorLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the standalone Aspire dashboard is published, too, and workloads without an OTLP endpoint send their telemetry to it.
    /// </summary>
    public bool Dashboard { get; init; }

    /// <summary>The namespace of the ingress controller or gateway, the only caller of external ports.</summary>
    public string IngressNamespace { get; init; } = "ingress-nginx";

    /// <summary>What policies allow for a host outside of the cluster that a variable names.</summary>
    public HostEgress HostEgress { get; init; } = HostEgress.Any;

    /// <summary>
    /// Where hosts outside of the cluster are, by name, as CIDRs or namespaces with or without a port, separated by commas; empty for
    /// nowhere.
    /// </summary>
    public IReadOnlyDictionary<string, string> Hosts { get; init; } = new Dictionary<string, string>();

    /// <summary>Volumes of the model, by name, that several workloads mount together: each is one claim.</summary>
    public IReadOnlyList<string> SharedVolumes { get; init; } = [];

    /// <summary>Resources that run elsewhere, as with <c>--external</c>.</summary>
    public IReadOnlyList<string> External { get; init; } = [];

    /// <summary>Whether a resource that can't be published is an error, as with <c>--strict</c>.</summary>
    public bool Strict { get; init; }

    /// <summary>The kubeconfig context that <c>aspire deploy</c> uses; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>
    /// The overlay that <c>aspire deploy</c> applies, or <c>base</c>; null for the one that is named like the environment.
    /// </summary>
    public string? Overlay { get; init; }

    /// <summary>The base image of the images that <c>aspire deploy</c> builds; null for the one that the SDK chooses.</summary>
    public string? BaseImage { get; init; }

    /// <summary>The workload that is the cluster's admission webhook; none by default.</summary>
    public AdmissionSettings Admission { get; init; } = new();

    /// <summary>Settings of all workloads: <c>Kubernetes:Defaults</c>.</summary>
    public WorkloadSettings Defaults { get; init; } = new();

    /// <summary>Settings by resource, laid over the defaults: <c>Kubernetes:Resources:&lt;name&gt;</c>.</summary>
    public IReadOnlyDictionary<string, WorkloadSettings> Resources { get; init; } = new Dictionary<string, WorkloadSettings>();

    /// <summary>The options with the resources that any overlay adds.</summary>
    public KubernetesOptions OfAllOverlays() => this with { Dashboard = Dashboard || Overlays.Values.Any(overlay => overlay.Dashboard == true) };

    /// <summary>The settings of a resource and of all workloads, without the built-in defaults.</summary>
    public WorkloadSettings Of(string resource) => Resources.GetValueOrDefault(resource, new WorkloadSettings()).Over(Defaults);

    /// <summary>
    /// Variants of the deployment, such as <c>dev</c> and <c>prod</c>: <c>Kubernetes:Overlays:&lt;name&gt;</c>, in the order of their
    /// names.
    /// </summary>
    public IReadOnlyDictionary<string, OverlaySettings> Overlays { get; init; } = new Dictionary<string, OverlaySettings>();
}
