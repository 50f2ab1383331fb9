using MicroService.AppHost.AppModel;
using MicroService.AppHost.Kubernetes.Cluster;
using MicroService.AppHost.Kubernetes.Images;
using MicroService.AppHost.Kubernetes.Settings;

namespace MicroService.Tests.AppHost.Kubernetes.Hardening;

/// <summary>A model like our own, made by hand: a project, a database with the Job that makes it, a cache that a shell starts, a scraper.</summary>
internal static class OwnModel
{
    public static KubernetesOptions Options { get; } = new() { Application = "microservice" };

    public static WorkloadSettings Settings { get; } = WorkloadDefaults.Any;

    public static ClusterModel Model { get; } = new("microservice", [Postgres, Create, Cache, Prometheus, Api], [], []);

    private static ImageProfile PostgresProfile => new("PostgreSQL", true)
    {
        User = 999,
        DataFolder = "/var/lib/postgresql",
        Scratch = [new("/var/run/postgresql", "16Mi")],
        SecretFileSuffix = "_FILE",
        Probe = new ImageProbe(["pg_isready", "-U", "postgres", "-h", "127.0.0.1"]),
    };

    private static ClusterWorkload Postgres => new()
    {
        Resource = "postgres",
        Name = "postgres",
        Kind = WorkloadKind.StatefulSet,
        Image = new ClusterImage(Digest("docker.io/library/postgres:18.3")),
        Profile = PostgresProfile,
        Settings = Settings,
        Configuration = [new("POSTGRES_USER", "postgres")],
        Secrets = [Secret("POSTGRES_PASSWORD")],
        Ports = [new("tcp", "tcp", 5432, 5432, "TCP", IsHttp: false, IsExternal: false)],
        Volumes = [new("data", "/var/lib/postgresql", false, "8Gi")],
    };

    private static ClusterWorkload Create => new()
    {
        Resource = "postgres",
        Name = "postgres-history-create",
        Kind = WorkloadKind.Job,
        Image = Postgres.Image,
        Profile = PostgresProfile,
        Settings = Settings,
        Command = ["/bin/sh", "-c"],
        Arguments = ["until pg_isready; do sleep 1; done; createdb history"],
        Configuration = [new("PGHOST", "postgres"), new("PGUSER", "postgres")],
        Secrets = [Secret("PGPASSWORD")],
        Calls = [new("postgres", "tcp")],
    };

    private static ClusterWorkload Cache => new()
    {
        Resource = "cache",
        Name = "cache",
        Kind = WorkloadKind.Deployment,
        Image = new ClusterImage(Digest("ghcr.io/microsoft/garnet:2.1.0")),
        Profile = new ImageProfile("Garnet", true) { User = 1654, DataFolder = "/data" },
        Settings = Settings,
        Command = ["/bin/sh"],
        Arguments = ["-c", "/app/GarnetServer --protected-mode no --auth Password --password $$GARNET_PASSWORD"],
        Secrets = [Secret("GARNET_PASSWORD")],
        Ports = [new("tcp", "tcp", 6379, 6379, "TCP", IsHttp: false, IsExternal: false)],
    };

    private static ClusterWorkload Prometheus => new()
    {
        Resource = "prometheus",
        Name = "prometheus",
        Kind = WorkloadKind.Deployment,
        Image = new ClusterImage(Digest("docker.io/prom/prometheus:v3.5.0")),
        Profile = new ImageProfile("Prometheus", true) { User = 65534, DataFolder = "/prometheus", Probe = new ImageProbe([], "/-/ready", 9090) },
        Settings = Settings,
        Ports = [new("http", "http", 9090, 9090, "TCP", IsHttp: true, IsExternal: false)],
    };

    private static ClusterWorkload Api => new()
    {
        Resource = "api",
        Name = "api",
        Kind = WorkloadKind.Deployment,
        Image = new ClusterImage("localhost/api:1.0.0", "MicroService.Api/MicroService.Api.csproj"),
        Profile = new ImageProfile(".NET", false),
        Settings = new WorkloadSettings
        {
            ManagementBinding = "management",
            StartupPath = "/health/startup",
            ReadinessPath = "/health/ready",
            LivenessPath = "/health/live",
            MetricsPath = "/metrics",
            StartupTime = TimeSpan.FromSeconds(150),
            Shutdown = TimeSpan.FromSeconds(25),
            WarmUp = ["/app/MicroService.Api", "warm-up"],
            ConfigurationFolder = "/etc/microservice/config",
            SecretsFolder = "/etc/microservice/secrets",
            TargetRequests = 50,
        }.Over(Settings),
        Configuration = [new("HTTP_PORTS", "8080"), new("Management__Port", "8081")],
        Secrets = [Secret("ConnectionStrings__history"), Secret("ConnectionStrings__cache")],
        Ports =
        [
            new("http", "http", 8080, 8080, "TCP", IsHttp: true, IsExternal: true),
            new("management", "management", 8081, 8081, "TCP", IsHttp: true, IsExternal: false),
        ],
        Calls = [new("postgres", "tcp"), new("cache", "tcp"), new("prometheus", "http")],
    };

    private static ClusterSecret Secret(string name) => new(name, new ManifestExpression("", "x"), []);

    private static string Digest(string image) => $"{image}@sha256:{new string('0', 64)}";
}
