using CsCheck;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Secrets;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>Cluster models of all sorts: known and unknown images, all kinds, ports that share numbers, references in circles, every way to deliver a secret.</summary>
internal static class ModelGenerator
{
    private static readonly string[] SecretNames = ["SECRET_A", "ConnectionStrings__b"];

    private static readonly Gen<ImageProfile> Profile = Pick(
        new ImageProfile(".NET", true) { User = 1654, Scratch = [new("/tmp", "64Mi")] },
        new ImageProfile("Known", true) { User = 999, SecretFiles = new("_FILE", null, "SECRET_*"), Scratch = [new("/var/run/known", "16Mi")], Probe = new ImageProbe(["ask", "it"]) },
        new ImageProfile("Known by path", true) { Probe = new ImageProbe([], "/ready", 9000), DataFolder = "/data" },
        new ImageProfile("unknown", false));

    private static readonly Gen<ClusterPort> Port =
        from number in Pick(80, 8080, 8081, 5432, 9000)
        from offset in Gen.Int[0, 1]
        from protocol in Gen.Frequency((9, Gen.Const("TCP")), (1, Gen.Const("UDP")))
        from isHttp in Gen.Bool
        from isExternal in Gen.Bool
        select new ClusterPort($"p{number + offset}{protocol[..1].ToLowerInvariant()}", $"b{number + offset}", number, number + offset, protocol, isHttp && protocol == "TCP", isExternal);

    private static readonly Gen<WorkloadSettings> Settings =
        from least in Gen.Int[1, 4]
        from more in Gen.Int[0, 4]
        from metrics in Pick("", "/metrics")
        from folder in Pick("", "/etc/app")
        from readOnly in Pick<bool?>(null, true, false)
        from user in Pick<long?>(null, null, 4711)
        from egress in Pick<IReadOnlyList<string>>([], [], ["stranger:443"], ["203.0.113.0/24:80", "kube-system:6443"])
        from path in Pick(null, "/health")
        from start in Gen.Int[1, 900]
        select new WorkloadSettings
        {
            MinReplicas = least,
            MaxReplicas = least + more,
            MetricsPath = metrics,
            ConfigurationFolder = folder.Length > 0 ? folder + "/config" : "",
            SecretsFolder = folder.Length > 0 ? folder + "/secrets" : "",
            ReadOnlyRoot = readOnly,
            User = user,
            Egress = egress,
            ReadinessPath = path,
            StartupTime = TimeSpan.FromSeconds(start),
        }.Over(WorkloadDefaults.Any);

    private static readonly Gen<(string[] Command, string[] Arguments)> Line = Pick<(string[], string[])>(
        ([], []), (["/bin/sh"], ["-c", "serve --password $$SECRET_A"]), (["serve"], ["--password", "$(SECRET_A)"]));

    /// <summary>Models of one to six workloads.</summary>
    public static Gen<ClusterModel> Model { get; } =
        from count in Gen.Int[1, 6]
        from workloads in Gen.Select(Gen.Int[0, 5], Workload).Array[count]
        let named = workloads.Select((pair, index) => (Seed: pair.Item1, Workload: pair.Item2 with { Name = $"w{index}", Resource = $"w{index}" })).ToArray()
        from calls in Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], (target, port) => (target, port)).Array[0, 4].Array[count]
        select new ClusterModel("generated", [.. named.Select((pair, index) => pair.Workload with { Calls = Calls(named.Select(other => other.Workload).ToArray(), index, calls[index]) })], [], []);

    private static Gen<ClusterWorkload> Workload =>
        from kind in Gen.Enum<WorkloadKind>()
        from profile in Profile
        from settings in Settings
        from ports in Port.Array[0, 4]
        from line in Line
        from secrets in Gen.Int[0, 2]
        from built in Gen.Bool
        from image in Pick("example.com/shop:1.2.3", "docker.io/library/postgres:18.3", "example.com/shop:latest")
        from hasVolume in Gen.Bool
        select new ClusterWorkload
        {
            Resource = "",
            Name = "",
            Kind = kind,
            IsProject = built,
            Image = built ? new ClusterImage("localhost/shop:1.0.0", "Shop/Shop.csproj") : new ClusterImage(image),
            Profile = profile,
            Settings = settings,
            Command = line.Command,
            Arguments = line.Arguments,
            Configuration = [new("PLAIN", "a"), new("Section__Key", "b")],
            Secrets = [.. SecretNames.Take(secrets).Select(name => new ClusterSecret(name, new ManifestExpression("", "{x.value}"), ["x"]))],
            Ports = kind == WorkloadKind.Job ? [] : [.. ports.DistinctBy(port => port.Name).DistinctBy(port => (port.ServicePort, port.Protocol))],
            Volumes = hasVolume || kind == WorkloadKind.StatefulSet ? [new("data", "/data", IsReadOnly: false, "8Gi")] : [],
        };

    private static IReadOnlyList<ClusterCall> Calls(ClusterWorkload[] workloads, int self, (int Target, int Port)[] wishes) =>
    [
        .. wishes.Select(wish => (Target: wish.Target % workloads.Length, wish.Port))
            .Where(wish => wish.Target != self && wish.Port < workloads[wish.Target].Ports.Count)
            .Select(wish => new ClusterCall(workloads[wish.Target].Name, workloads[wish.Target].Ports[wish.Port].Name)).Distinct(),
    ];

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
