using MicroService.Publishing.Cluster;

namespace MicroService.Publishing.Settings;

/// <summary>Sizes and ways of one workload. What is null is taken from the layer below, at the bottom from <see cref="WorkloadDefaults"/>.</summary>
internal sealed record WorkloadSettings
{
    /// <summary>The kind, where it can't be told from the model; <c>Job</c> for what runs to its end.</summary>
    public WorkloadKind? Kind { get; init; }

    /// <summary>Another image than the model's, with tag and digest.</summary>
    public string? Image { get; init; }

    /// <summary>The CPU that is requested; there is no limit, which would only throttle.</summary>
    public string? Cpu { get; init; }

    /// <summary>The memory that is requested and the limit.</summary>
    public string? Memory { get; init; }

    /// <summary>The ephemeral storage that is requested and the limit.</summary>
    public string? EphemeralStorage { get; init; }

    /// <summary>The size of each volume.</summary>
    public string? Storage { get; init; }

    /// <summary>The fewest pods; for what can't be scaled, always 1.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>The most pods.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>The CPU utilization that the autoscaler aims at, in percent of the request.</summary>
    public int? TargetCpu { get; init; }

    /// <summary>Requests per second and pod that the autoscaler aims at, from the custom metrics API; 0 for none.</summary>
    public int? TargetRequests { get; init; }

    /// <summary>The binding that probes and the scraper ask.</summary>
    public string? ManagementBinding { get; init; }

    public string? StartupPath { get; init; }

    public string? ReadinessPath { get; init; }

    public string? LivenessPath { get; init; }

    /// <summary>The path of Prometheus metrics; empty for none.</summary>
    public string? MetricsPath { get; init; }

    /// <summary>How long a start may take.</summary>
    public TimeSpan? StartupTime { get; init; }

    /// <summary>How long the pod sleeps before it is told to stop, while load balancers learn of it.</summary>
    public TimeSpan? PreStop { get; init; }

    /// <summary>How long the program drains and shuts down at most; with <see cref="PreStop"/> and a margin it makes the grace period.</summary>
    public TimeSpan? Shutdown { get; init; }

    /// <summary>The command that postStart runs, argument by argument; empty for none.</summary>
    public IReadOnlyList<string>? WarmUp { get; init; }

    /// <summary>Arguments to add to the model's; behind the script where a shell starts the program.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Where settings of sections (<c>A__B</c>) are mounted key-per-file; empty where the program reads variables only.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>Where secrets are mounted key-per-file; empty where the program reads variables only.</summary>
    public string? SecretsFolder { get; init; }

    /// <summary>Whether the root file system may be read-only; null to go by the image's profile.</summary>
    public bool? ReadOnlyRoot { get; init; }

    /// <summary>The uid and gid; null to go by the image's profile.</summary>
    public long? User { get; init; }

    /// <summary>Folders to write to besides the profile's.</summary>
    public IReadOnlyList<string>? Scratch { get; init; }

    /// <summary>Names of variables of the model to leave out; <c>*</c> at the end stands for any rest.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Variables to add, or to set otherwise than the model.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>What else than the model's references the pods may call: <c>namespace:port</c> or <c>CIDR:port</c>.</summary>
    public IReadOnlyList<string>? Egress { get; init; }

    /// <summary>Whether a variable of the model is to be left out.</summary>
    public bool Omits(string variable) => (Omit ?? []).Any(pattern =>
        pattern.EndsWith('*') ? variable.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : variable.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    /// <summary>These settings, and where they say nothing, those of <paramref name="below"/>.</summary>
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
        Egress = Egress ?? below.Egress,
    };
}
