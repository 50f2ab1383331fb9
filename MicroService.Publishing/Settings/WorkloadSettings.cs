namespace MicroService.Publishing.Settings;

/// <summary>The settings of one workload. A null is filled in from the layer below, finally from <see cref="WorkloadDefaults"/>.</summary>
internal sealed record WorkloadSettings
{
    /// <summary>The kind, if the model does not determine it; <c>Job</c> for a program that runs to completion.</summary>
    public WorkloadKind? Kind { get; init; }

    /// <summary>An image that replaces the model's, with tag and digest.</summary>
    public string? Image { get; init; }

    /// <summary>The CPU request. There is no limit, because it would only throttle.</summary>
    public string? Cpu { get; init; }

    /// <summary>The memory request and limit.</summary>
    public string? Memory { get; init; }

    /// <summary>The request and limit of ephemeral storage.</summary>
    public string? EphemeralStorage { get; init; }

    /// <summary>The size of each volume.</summary>
    public string? Storage { get; init; }

    /// <summary>The minimum number of pods; always 1 for workloads that can't be scaled.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>The maximum number of pods.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>The target CPU utilization of the autoscaler, in percent of the request.</summary>
    public int? TargetCpu { get; init; }

    /// <summary>The target requests per second and pod of the autoscaler, from the custom metrics API; 0 for none.</summary>
    public int? TargetRequests { get; init; }

    /// <summary>The binding for probes and metrics.</summary>
    public string? ManagementBinding { get; init; }

    public string? StartupPath { get; init; }

    public string? ReadinessPath { get; init; }

    public string? LivenessPath { get; init; }

    /// <summary>The path of Prometheus metrics; empty for none.</summary>
    public string? MetricsPath { get; init; }

    /// <summary>The maximum duration of a start.</summary>
    public TimeSpan? StartupTime { get; init; }

    /// <summary>The delay before SIGTERM, in which load balancers remove the pod.</summary>
    public TimeSpan? PreStop { get; init; }

    /// <summary>The maximum duration of draining and shutdown. With <see cref="PreStop"/> and a margin it is the grace period.</summary>
    public TimeSpan? Shutdown { get; init; }

    /// <summary>The command that postStart runs, argument by argument; empty for none.</summary>
    public IReadOnlyList<string>? WarmUp { get; init; }

    /// <summary>Arguments that are appended to the model's, or to the script if a shell starts the program.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The folder for settings of sections (<c>A__B</c>), key-per-file; empty if the program reads only variables.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>The folder for secrets, key-per-file; empty if the program reads only variables.</summary>
    public string? SecretsFolder { get; init; }

    /// <summary>Whether the root file system may be read-only; null to use the image's profile.</summary>
    public bool? ReadOnlyRoot { get; init; }

    /// <summary>The uid and gid; null to use the image's profile.</summary>
    public long? User { get; init; }

    /// <summary>Writable folders in addition to the profile's.</summary>
    public IReadOnlyList<string>? Scratch { get; init; }

    /// <summary>Variables of the model to leave out; a trailing <c>*</c> matches any suffix.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Variables to add or to override.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The URL that telemetry is sent to (OTLP); null for the dashboard if that is published, empty for none.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>
    /// Egress targets in addition to the model's references: <c>workload:port</c>, <c>namespace:port</c>, <c>host:port</c> or
    /// <c>CIDR:port</c>.
    /// </summary>
    public IReadOnlyList<string>? Egress { get; init; }

    /// <summary>
    /// Callers in addition to the model's references, each with the port of this workload: <c>workload:port</c>, <c>namespace:port</c> or
    /// <c>CIDR:port</c>.
    /// </summary>
    public IReadOnlyList<string>? Ingress { get; init; }

    /// <summary>The class of the Ingress to its external binding; empty for none.</summary>
    public string? IngressClass { get; init; }

    /// <summary>
    /// The Gateway of the HTTPRoute to its external binding: <c>name</c>, <c>namespace/name</c> or <c>namespace/name/listener</c>; empty
    /// for none.
    /// </summary>
    public string? Gateway { get; init; }

    /// <summary>
    /// The host name that leads to its external binding; in <c>*.example.com</c> the star stands for the workload's name.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>The path below the host that leads to its external binding.</summary>
    public string? Path { get; init; }

    /// <summary>The Secret with the certificate of the Ingress; empty for none.</summary>
    public string? TlsSecret { get; init; }

    /// <summary>The ClusterIssuer of cert-manager that issues the certificate of the Ingress; empty for none.</summary>
    public string? Issuer { get; init; }

    /// <summary>The Secrets with the credentials of registries.</summary>
    public IReadOnlyList<string>? PullSecrets { get; init; }

    /// <summary>What it may do in its namespace: <c>resource.group:verb,verb</c>, or <c>resource.group/name:verb,verb</c> with one object.</summary>
    public IReadOnlyList<string>? Rights { get; init; }

    /// <summary>What it may do in the whole cluster.</summary>
    public IReadOnlyList<string>? ClusterRights { get; init; }

    /// <summary>The Leases by which its pods choose one among them; it may read and renew them.</summary>
    public IReadOnlyList<string>? Leases { get; init; }

    /// <summary>The StorageClass of its claims; empty for the cluster's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The access modes of its claims; empty for ReadWriteOnce, or ReadWriteMany if the claim is shared.</summary>
    public IReadOnlyList<string>? AccessModes { get; init; }

    /// <summary>Whether a bind mount of the model is left out, by its target.</summary>
    public bool OmitsMount(string target) => (Omit ?? []).Contains(target, StringComparer.Ordinal);

    /// <summary>Whether a variable of the model is left out.</summary>
    public bool Omits(string variable) => (Omit ?? []).Any(pattern =>
        pattern.EndsWith('*') ? variable.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : variable.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    /// <summary>These settings, with nulls filled in from <paramref name="below"/>.</summary>
    public WorkloadSettings Over(WorkloadSettings below) => new()
    {
        Kind = Kind ?? below.Kind,
        Image = Image ?? below.Image,
        Cpu = Cpu ?? below.Cpu,
        Memory = Memory ?? below.Memory,
        EphemeralStorage = EphemeralStorage ?? below.EphemeralStorage,
        Storage = Storage ?? below.Storage,
        MinReplicas = MinReplicas ?? below.MinReplicas,
        MaxReplicas = MaxReplicas ?? below.MaxReplicas,
        TargetCpu = TargetCpu ?? below.TargetCpu,
        TargetRequests = TargetRequests ?? below.TargetRequests,
        ManagementBinding = ManagementBinding ?? below.ManagementBinding,
        StartupPath = StartupPath ?? below.StartupPath,
        ReadinessPath = ReadinessPath ?? below.ReadinessPath,
        LivenessPath = LivenessPath ?? below.LivenessPath,
        MetricsPath = MetricsPath ?? below.MetricsPath,
        StartupTime = StartupTime ?? below.StartupTime,
        PreStop = PreStop ?? below.PreStop,
        Shutdown = Shutdown ?? below.Shutdown,
        WarmUp = WarmUp ?? below.WarmUp,
        Arguments = Arguments ?? below.Arguments,
        ConfigurationFolder = ConfigurationFolder ?? below.ConfigurationFolder,
        SecretsFolder = SecretsFolder ?? below.SecretsFolder,
        ReadOnlyRoot = ReadOnlyRoot ?? below.ReadOnlyRoot,
        User = User ?? below.User,
        Scratch = Scratch ?? below.Scratch,
        Omit = Omit ?? below.Omit,
        Environment = Environment ?? below.Environment,
        OtlpEndpoint = OtlpEndpoint ?? below.OtlpEndpoint,
        Egress = Egress ?? below.Egress,
        Ingress = Ingress ?? below.Ingress,
        // Whichever of the two is nearer makes the route.
        IngressClass = IngressClass ?? (Gateway is { Length: > 0 } ? string.Empty : below.IngressClass),
        Gateway = Gateway ?? (IngressClass is { Length: > 0 } ? string.Empty : below.Gateway),
        Host = Host ?? below.Host,
        Path = Path ?? below.Path,
        TlsSecret = TlsSecret ?? below.TlsSecret,
        Issuer = Issuer ?? below.Issuer,
        PullSecrets = PullSecrets ?? below.PullSecrets,
        Rights = Rights ?? below.Rights,
        ClusterRights = ClusterRights ?? below.ClusterRights,
        Leases = Leases ?? below.Leases,
        StorageClass = StorageClass ?? below.StorageClass,
        AccessModes = AccessModes ?? below.AccessModes,
    };
}
