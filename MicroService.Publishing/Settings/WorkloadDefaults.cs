namespace MicroService.Publishing.Settings;

/// <summary>What a workload gets where nobody says anything else.</summary>
internal static class WorkloadDefaults
{
    /// <summary>How long what keeps data may take to start: killed while it reads its log after a crash, it begins anew and never ends.</summary>
    public static TimeSpan RecoveryTime { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Of every workload.</summary>
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
    };
}
