namespace MicroService.Publishing.Settings;

/// <summary>Reads the settings of workloads from one section.</summary>
internal static class WorkloadSettingsReader
{
    private const decimal Mebi = 1024 * 1024;
    private const decimal Tebi = Mebi * Mebi;
    private const int MostReplicas = 1000;
    private const string Folder = "must be an absolute path, not the root";
    private const string UrlPath = "must be a path such as /health/ready";

    private const string ObjectName = "must be the name of an object: lower-case letters, digits, '-' and '.'";

    private const string Right = "must be resource.group:verb,verb or resource.group/name:verb,verb, such as deployments.apps:get,list";

    private static readonly string[] Modes = ["ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany", "ReadWriteMany"];

    public static WorkloadSettings Read(SettingsSection section)
    {
        var settings = new WorkloadSettings
        {
            Kind = Kind(section),
            Image = section.Text(nameof(WorkloadSettings.Image), SettingsRules.IsImage, "must be an image such as docker.io/library/redis:8.2@sha256:…"),
            Cpu = section.Text(nameof(WorkloadSettings.Cpu), text => SettingsRules.IsQuantity(text, 0.001m, 256), "must be a quantity of cores such as 100m or 1.5, from 1m to 256"),
            Memory = Bytes(section, nameof(WorkloadSettings.Memory), 16, "from 16Mi to 64Ti"),
            EphemeralStorage = Bytes(section, nameof(WorkloadSettings.EphemeralStorage), 16, "from 16Mi to 64Ti"),
            Storage = Bytes(section, nameof(WorkloadSettings.Storage), 1, "from 1Mi to 64Ti"),
            MinReplicas = section.Number(nameof(WorkloadSettings.MinReplicas), 1, MostReplicas),
            MaxReplicas = section.Number(nameof(WorkloadSettings.MaxReplicas), 1, MostReplicas),
            TargetCpu = section.Number(nameof(WorkloadSettings.TargetCpu), 10, 100),
            TargetRequests = section.Number(nameof(WorkloadSettings.TargetRequests), 0, 1_000_000),
            ManagementBinding = section.Text(nameof(WorkloadSettings.ManagementBinding), text => text.Length > 0, "must be the name of a binding"),
            StartupPath = section.Text(nameof(WorkloadSettings.StartupPath), SettingsRules.IsUrlPath, UrlPath),
            ReadinessPath = section.Text(nameof(WorkloadSettings.ReadinessPath), SettingsRules.IsUrlPath, UrlPath),
            LivenessPath = section.Text(nameof(WorkloadSettings.LivenessPath), SettingsRules.IsUrlPath, UrlPath),
            MetricsPath = section.Text(nameof(WorkloadSettings.MetricsPath), text => text.Length == 0 || SettingsRules.IsUrlPath(text), $"{UrlPath}, or empty"),
            StartupTime = section.Duration(nameof(WorkloadSettings.StartupTime), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            PreStop = section.Duration(nameof(WorkloadSettings.PreStop), TimeSpan.Zero, TimeSpan.FromHours(1)),
            Shutdown = section.Duration(nameof(WorkloadSettings.Shutdown), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            WarmUp = section.List(nameof(WorkloadSettings.WarmUp), text => text.Length > 0, "must be an argument"),
            Arguments = section.List(nameof(WorkloadSettings.Arguments), text => text.Length > 0, "must be an argument"),
            ConfigurationFolder = section.Text(nameof(WorkloadSettings.ConfigurationFolder), text => text.Length == 0 || SettingsRules.IsFolder(text), $"{Folder}, or empty"),
            SecretsFolder = section.Text(nameof(WorkloadSettings.SecretsFolder), text => text.Length == 0 || SettingsRules.IsFolder(text), $"{Folder}, or empty"),
            ReadOnlyRoot = section.Flag(nameof(WorkloadSettings.ReadOnlyRoot)),
            User = section.Long(nameof(WorkloadSettings.User), 1, int.MaxValue),
            Scratch = section.List(nameof(WorkloadSettings.Scratch), SettingsRules.IsFolder, Folder),
            Omit = section.List(nameof(WorkloadSettings.Omit), text => SettingsRules.IsVariablePattern(text) || SettingsRules.IsFolder(text), "must be the name of a variable, or its beginning and *, or the target of a bind mount"),
            Environment = section.Texts(nameof(WorkloadSettings.Environment), SettingsRules.IsVariable, "variables have letters, digits, '_', '-' and '.' in their names"),
            OtlpEndpoint = section.Text(nameof(WorkloadSettings.OtlpEndpoint), text => text.Length == 0 || SettingsRules.IsEndpoint(text), "must be a URL such as http://collector.observability.svc:4317, or empty"),
            Egress = section.List(nameof(WorkloadSettings.Egress), SettingsRules.IsPeer, "must be workload:port, namespace:port, host:port or CIDR:port"),
            IngressClass = Name(section, nameof(WorkloadSettings.IngressClass)),
            Gateway = section.Text(nameof(WorkloadSettings.Gateway), text => text.Length == 0 || (text.Split('/') is { Length: <= 3 } parts && parts.All(SettingsRules.IsName)), "must be name, namespace/name or namespace/name/listener, or empty"),
            Host = section.Text(nameof(WorkloadSettings.Host), text => text.Length == 0 || (SettingsRules.IsHostPattern(text) && !text.Any(char.IsUpper)), "must be a host name in lower case such as shop.example.com, or *.example.com, or empty"),
            Path = section.Text(nameof(WorkloadSettings.Path), SettingsRules.IsUrlPath, "must be a path such as /shop"),
            TlsSecret = Name(section, nameof(WorkloadSettings.TlsSecret)),
            Issuer = Name(section, nameof(WorkloadSettings.Issuer)),
            PullSecrets = section.List(nameof(WorkloadSettings.PullSecrets), SettingsRules.IsName, ObjectName),
            Rights = section.List(nameof(WorkloadSettings.Rights), SettingsRules.IsRight, Right),
            ClusterRights = section.List(nameof(WorkloadSettings.ClusterRights), SettingsRules.IsRight, Right),
            Leases = section.List(nameof(WorkloadSettings.Leases), SettingsRules.IsName, ObjectName),
            StorageClass = Name(section, nameof(WorkloadSettings.StorageClass)),
            AccessModes = section.List(nameof(WorkloadSettings.AccessModes), mode => Modes.Contains(mode), $"must be one of {string.Join(", ", Modes)}"),
            Ingress = section.List(nameof(WorkloadSettings.Ingress), SettingsRules.IsPeer, "must be workload:port, namespace:port or CIDR:port"),
        };
        section.RefuseOthers();
        return settings;
    }

    private static string? Name(SettingsSection section, string key) => section.Text(key, text => text.Length == 0 || SettingsRules.IsName(text), $"{ObjectName}, or empty");

    private static WorkloadKind? Kind(SettingsSection section) =>
        section.Text(nameof(WorkloadSettings.Kind), text => KindOf(text) is not null, "must be Deployment, StatefulSet or Job") is { } text ? KindOf(text) : null;

    private static WorkloadKind? KindOf(string text) => text.ToUpperInvariant() switch
    {
        "DEPLOYMENT" => WorkloadKind.Deployment,
        "STATEFULSET" => WorkloadKind.StatefulSet,
        "JOB" => WorkloadKind.Job,
        _ => null,
    };

    private static string? Bytes(SettingsSection section, string key, int leastMebi, string limits) =>
        section.Text(key, text => SettingsRules.IsQuantity(text, leastMebi * Mebi, 64 * Tebi), $"must be a quantity of bytes such as 256Mi, {limits}");
}
