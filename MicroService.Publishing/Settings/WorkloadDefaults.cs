namespace MicroService.Publishing.Settings;

/// <summary>The built-in defaults of workloads.</summary>
internal static class WorkloadDefaults
{
    /// <summary>
    /// The startup time of stateful workloads. One that is killed during recovery starts recovery again and never becomes ready.
    /// </summary>
    public static TimeSpan RecoveryTime { get; } = TimeSpan.FromMinutes(30);

    /// <summary>The defaults of every workload.</summary>
    public static WorkloadSettings Any { get; } = new()
    {
        Cpu = "100m",
        Memory = "256Mi",
        EphemeralStorage = "256Mi",
        Storage = "8Gi",
        MinReplicas = 2,
        MaxReplicas = 6,
        TargetCpu = 70,
        TargetRequests = 0,
        MetricsPath = "",
        StartupTime = TimeSpan.FromMinutes(2),
        PreStop = TimeSpan.FromSeconds(5),
        Shutdown = TimeSpan.FromSeconds(30),
        WarmUp = [],
        Arguments = [],
        ConfigurationFolder = "",
        SecretsFolder = "",
        Scratch = [],
        Omit = [],
        Environment = new Dictionary<string, string>(),
        Egress = [],
        Ingress = [],
        IngressClass = "",
        Gateway = "",
        Host = "",
        Path = "/",
        TlsSecret = "",
        Issuer = "",
        PullSecrets = [],
        Rights = [],
        ClusterRights = [],
        Leases = [],
        StorageClass = "",
        AccessModes = [],
    };
}
