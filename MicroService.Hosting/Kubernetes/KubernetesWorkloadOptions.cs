namespace MicroService.Hosting.Kubernetes;

/// <summary>
/// How a resource runs in a cluster. A property that is <see langword="null"/> leaves the default in place. Every property has a
/// configuration key of the same name, <c>Kubernetes:Resources:&lt;name&gt;:Cpu</c> for example, and the key overrides the code.
/// </summary>
/// <remarks>All values are validated together when the model is published; each problem names its key.</remarks>
public sealed class KubernetesWorkloadOptions
{
    /// <summary>Gets or sets the kind of workload.</summary>
    /// <value>The default follows from the image and the volumes.</value>
    public KubernetesWorkloadKind? Kind { get; set; }

    /// <summary>Gets or sets an image that replaces the model's.</summary>
    /// <value>A reference with tag and digest, such as <c>docker.io/library/redis:8.2@sha256:…</c>.</value>
    public string? Image { get; set; }

    /// <summary>Gets or sets the CPU request. There is no CPU limit, which would only throttle.</summary>
    /// <value>A quantity from <c>1m</c> to <c>256</c>; the default is <c>100m</c>.</value>
    public string? Cpu { get; set; }

    /// <summary>Gets or sets the memory request, which is the limit as well.</summary>
    /// <value>A quantity from <c>16Mi</c> to <c>64Ti</c>; the default is <c>256Mi</c>.</value>
    public string? Memory { get; set; }

    /// <summary>Gets or sets the request and limit of ephemeral storage.</summary>
    /// <value>A quantity from <c>16Mi</c> to <c>64Ti</c>; the default is <c>256Mi</c>.</value>
    public string? EphemeralStorage { get; set; }

    /// <summary>Gets or sets the size of each volume.</summary>
    /// <value>A quantity from <c>1Mi</c> to <c>64Ti</c>; the default is <c>8Gi</c>.</value>
    public string? Storage { get; set; }

    /// <summary>Gets or sets the minimum number of pods.</summary>
    /// <value>From 1 to 1000; the default is 2.</value>
    public int? MinReplicas { get; set; }

    /// <summary>Gets or sets the maximum number of pods. No autoscaler is created where it equals <see cref="MinReplicas"/>.</summary>
    /// <value>From 1 to 1000; the default is 6.</value>
    public int? MaxReplicas { get; set; }

    /// <summary>Gets or sets the CPU utilization that the autoscaler targets.</summary>
    /// <value>Percent of the request, from 10 to 100; the default is 70.</value>
    public int? TargetCpu { get; set; }

    /// <summary>Gets or sets the request rate that the autoscaler targets, from the custom metrics API.</summary>
    /// <value>Requests per second and pod; the default is 0, which disables it.</value>
    public int? TargetRequests { get; set; }

    /// <summary>Gets or sets the endpoint that probes and the metrics scraper call.</summary>
    /// <value>The default is the first endpoint.</value>
    public string? ManagementBinding { get; set; }

    /// <summary>Gets or sets the path of the startup probe.</summary>
    /// <value>The default probes the port.</value>
    public string? StartupPath { get; set; }

    /// <summary>Gets or sets the path of the readiness probe.</summary>
    /// <value>The default probes the port.</value>
    public string? ReadinessPath { get; set; }

    /// <summary>Gets or sets the path of the liveness probe.</summary>
    /// <value>The default probes the port.</value>
    public string? LivenessPath { get; set; }

    /// <summary>Gets or sets the path of Prometheus metrics.</summary>
    /// <value>The default is empty: nothing is scraped.</value>
    public string? MetricsPath { get; set; }

    /// <summary>Gets or sets how long a start may take.</summary>
    /// <value>Whole seconds from 1 second to 1 hour; the default is 2 minutes, for a StatefulSet 30 minutes.</value>
    public TimeSpan? StartupTime { get; set; }

    /// <summary>Gets or sets how long a pod sleeps before SIGTERM, while load balancers stop sending requests.</summary>
    /// <value>Whole seconds up to 1 hour; the default is 5 seconds.</value>
    public TimeSpan? PreStop { get; set; }

    /// <summary>Gets or sets how long the program may take to stop after SIGTERM.</summary>
    /// <value>Whole seconds from 1 second to 1 hour; the default is 30 seconds.</value>
    public TimeSpan? Shutdown { get; set; }

    /// <summary>Gets or sets the command that a container runs right after it started.</summary>
    /// <value>The program and its arguments; the default is none.</value>
    public IList<string>? WarmUp { get; set; }

    /// <summary>Gets or sets arguments that are added to the model's.</summary>
    public IList<string>? Arguments { get; set; }

    /// <summary>Gets or sets the folder where configuration sections are mounted, a file for each key.</summary>
    /// <value>An absolute path; without one the keys are environment variables.</value>
    public string? ConfigurationFolder { get; set; }

    /// <summary>Gets or sets the folder where secrets are mounted, a file for each key.</summary>
    /// <value>An absolute path; without one secrets are environment variables.</value>
    public string? SecretsFolder { get; set; }

    /// <summary>Gets or sets whether the root file system is read-only.</summary>
    /// <value>The default follows from what is known of the image.</value>
    public bool? ReadOnlyRoot { get; set; }

    /// <summary>Gets or sets the user and group ID.</summary>
    /// <value>At least 1; the default follows from what is known of the image.</value>
    public long? User { get; set; }

    /// <summary>Gets or sets the folders that the program writes to.</summary>
    public IList<string>? Scratch { get; set; }

    /// <summary>Gets or sets the environment variables of the model that are left out, and bind mounts by their target. A name may end with <c>*</c>.</summary>
    public IList<string>? Omit { get; set; }

    /// <summary>Gets or sets environment variables that are added, or that replace the model's.</summary>
    public IDictionary<string, string>? Environment { get; set; }

    /// <summary>Gets or sets the URL that telemetry is sent to by OTLP.</summary>
    /// <value>Such as <c>http://collector.observability.svc:4317</c>; the default is the dashboard if that is published, and empty is none.</value>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Gets or sets the destinations that pods may call beyond the references of the model.</summary>
    /// <value><c>workload:port</c>, <c>namespace:port</c>, <c>host:port</c> or <c>CIDR:port</c>.</value>
    public IList<string>? Egress { get; set; }

    /// <summary>Gets or sets the callers beyond the references of the model, each with the port of this workload.</summary>
    /// <value><c>workload:port</c>, <c>namespace:port</c> or <c>CIDR:port</c>.</value>
    public IList<string>? Ingress { get; set; }

    /// <summary>Gets or sets the class of the Ingress to the external binding.</summary>
    /// <value>Such as <c>nginx</c>; the default is none.</value>
    public string? IngressClass { get; set; }

    /// <summary>Gets or sets the Gateway of the HTTPRoute to the external binding.</summary>
    /// <value><c>name</c>, <c>namespace/name</c> or <c>namespace/name/listener</c>; the default is none.</value>
    public string? Gateway { get; set; }

    /// <summary>Gets or sets the host name that leads to the external binding.</summary>
    /// <value>Such as <c>shop.example.com</c>; in <c>*.example.com</c> the star stands for the workload's name.</value>
    public string? Host { get; set; }

    /// <summary>Gets or sets the path below the host that leads to the external binding.</summary>
    /// <value>The default is <c>/</c>.</value>
    public string? Path { get; set; }

    /// <summary>Gets or sets the Secret with the certificate of the Ingress.</summary>
    /// <value>The default is none; with an <see cref="Issuer"/> it is <c>&lt;workload&gt;-tls</c>.</value>
    public string? TlsSecret { get; set; }

    /// <summary>Gets or sets the ClusterIssuer of cert-manager that issues the certificate of the Ingress.</summary>
    /// <value>The default is none.</value>
    public string? Issuer { get; set; }

    /// <summary>Gets or sets the Secrets with the credentials of registries.</summary>
    public IList<string>? PullSecrets { get; set; }

    /// <summary>Gets or sets what the pods may do in their namespace.</summary>
    /// <value><c>resource.group:verb,verb</c> each, such as <c>deployments.apps:get,list</c>, or <c>resource.group/name:verb</c> for one object.</value>
    public IList<string>? Rights { get; set; }

    /// <summary>Gets or sets what the pods may do in the whole cluster.</summary>
    /// <value>As <see cref="Rights"/> has it.</value>
    public IList<string>? ClusterRights { get; set; }

    /// <summary>Gets or sets the Leases by which the pods choose one among them. They are created, and may be read and renewed.</summary>
    public IList<string>? Leases { get; set; }

    /// <summary>Gets or sets the StorageClass of the claims.</summary>
    /// <value>The default is the cluster's default.</value>
    public string? StorageClass { get; set; }

    /// <summary>Gets or sets the access modes of the claims.</summary>
    /// <value>The default is <c>ReadWriteOnce</c>, and <c>ReadWriteMany</c> for a claim that is shared.</value>
    public IList<string>? AccessModes { get; set; }
}
