using MicroService.Publishing.AppModel;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Telemetry;

/// <summary>
/// The standalone Aspire dashboard as resources of the app model: the container, and the secrets of its browser page and of its OTLP
/// endpoint.
/// </summary>
internal static class DashboardResources
{
    /// <summary>The name of the resource.</summary>
    public const string Name = "aspire-dashboard";

    /// <summary>The URL of its OTLP endpoint, as an expression.</summary>
    public const string Endpoint = $"{{{Name}.bindings.otlp-grpc.url}}";

    /// <summary>The headers that callers of the endpoint send, as an expression.</summary>
    public const string Headers = $"x-otlp-api-key={{{Key}.value}}";

    private const string Token = $"{Name}-token";
    private const string Key = $"{Name}-otlp-key";
    private const string Secrets = $"/run/secrets/{Name}";
    private const string Image = "mcr.microsoft.com/dotnet/aspire-dashboard:13.6";

    /// <summary>Its settings, which are stronger than those of all workloads.</summary>
    public static WorkloadSettings Settings { get; } = new() { MinReplicas = 1, MaxReplicas = 1, MetricsPath = "", StartupPath = "", ReadinessPath = "", LivenessPath = "", SecretsFolder = Secrets };

    /// <summary>The names that the manifest can't use for resources of its own.</summary>
    public static IReadOnlyList<string> Names { get; } = [Name, Token, Key];

    // Ports and variables: Aspire documentation, Dashboard configuration.
    public static IEnumerable<ManifestResource> All() =>
    [
        Secret(Token),
        Secret(Key),
        new ContainerResource(Name, ManifestResourceTypes.ContainerV0)
        {
            Image = Image,
            Environment = new Dictionary<string, string>
            {
                // A file for each secret, which is read again when it changes.
                ["ASPIRE_DASHBOARD_FILE_CONFIG_DIRECTORY"] = Secrets,
                ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
                ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = $"{{{Token}.value}}",
                ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
                ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = $"{{{Key}.value}}",
            },
            Bindings = [Port("http", "http", 18888), Port("otlp-grpc", "http2", 18889), Port("otlp-http", "http", 18890)],
        },
    ];

    private static Binding Port(string name, string transport, int port) => new(name, "http", "tcp", transport, External: false, port, port);

    private static ParameterResource Secret(string name) => new(name, ManifestResourceTypes.Parameter, $"{{{name}.inputs.value}}")
    {
        Inputs = [new ParameterInput("value", Secret: true, Default: null, new GeneratedValue(32, Special: false))],
    };
}
