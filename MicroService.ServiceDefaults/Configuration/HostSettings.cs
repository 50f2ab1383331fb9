using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Settings of .NET, OpenTelemetry and the downward API that apply to every service.</summary>
internal static class HostSettings
{
    /// <summary>The environment, as the configuration has it: the host decides before there is one.</summary>
    public const string Environment = "ENVIRONMENT";

    public static readonly KnownSetting[] All =
    [
        new(Environment, ConfigurationKind.Text, "The environment, given as ASPNETCORE_ENVIRONMENT: Development shows more, and lets anonymous callers in")
        {
            Default = "Production",
            NeedsRestart = true,
        },
        new("Logging:LogLevel", ConfigurationKind.Choice, "What is logged, by the category's name or the start of it")
        {
            Default = "Information, of the framework Warning",
            Range = "Trace, Debug, Information, Warning, Error, Critical, None",
            IsSection = true,
        },
        new("Logging:Console:FormatterName", ConfigurationKind.Choice, "How the log is written; outside Development only as json-line, which alone takes secrets out")
        {
            Default = "json-line, in Development simple",
            Range = "json-line, simple, systemd, json",
            NeedsRestart = true,
        },
        new("OTEL_EXPORTER_OTLP_ENDPOINT", ConfigurationKind.Url, "Where traces, metrics and logs are sent; Prometheus can scrape them without it") { NeedsRestart = true },
        new("OTEL_EXPORTER_OTLP_PROTOCOL", ConfigurationKind.Choice, "How they are sent") { Default = "grpc", Range = "grpc, http/protobuf", NeedsRestart = true },
        new("OTEL_EXPORTER_OTLP_HEADERS", ConfigurationKind.Secret, "Headers sent with them, such as a key") { NeedsRestart = true },
        new("OTEL_SERVICE_NAME", ConfigurationKind.Text, "The name of the service in telemetry") { NeedsRestart = true },
        new("OTEL_RESOURCE_ATTRIBUTES", ConfigurationKind.Text, "Further attributes of the service in telemetry") { NeedsRestart = true },
        new("OTEL_TRACES_SAMPLER", ConfigurationKind.Text, "Which traces are recorded") { NeedsRestart = true },
        new("OTEL_TRACES_SAMPLER_ARG", ConfigurationKind.Text, "The share of them, for samplers by ratio") { NeedsRestart = true },
        new("POD_NAME", ConfigurationKind.Text, "The pod, from the downward API") { Default = "the machine's name", NeedsRestart = true },
        new("POD_NAMESPACE", ConfigurationKind.Text, "The pod's namespace, from the downward API") { NeedsRestart = true },
        new("NODE_NAME", ConfigurationKind.Text, "The pod's node, from the downward API") { NeedsRestart = true },
    ];
}

/// <summary>The environment: the host takes it from the process's variables and arguments before files are read, so that the configuration's word may be another.</summary>
internal static class HostEnvironmentSetting
{
    private const string Rule = "counts as ASPNETCORE_ENVIRONMENT in the environment of the process, or as --environment, alone";

    /// <summary>The entry as it counts; any other stays as it is.</summary>
    public static ConfigurationEntry Correct(ConfigurationEntry entry, IConfiguration configuration, IHostEnvironment environment)
    {
        if (entry.Key != HostSettings.Environment)
        {
            return entry;
        }

        var origin = ConfigurationOrigin.OfProcess(configuration, entry.Key, environment.EnvironmentName);
        return entry with { Value = environment.EnvironmentName, Origin = origin, IsSet = origin != ConfigurationOrigin.Default };
    }

    /// <summary>What is set and does not count, if anything.</summary>
    public static IEnumerable<UnknownSetting> Ignored(IConfiguration configuration, IHostEnvironment environment) =>
        configuration[HostSettings.Environment] is { Length: > 0 } name && !name.Equals(environment.EnvironmentName, StringComparison.OrdinalIgnoreCase)
            ? [new UnknownSetting(HostSettings.Environment, ConfigurationOrigin.Of(configuration, HostSettings.Environment), null) { Rule = Rule }]
            : [];
}
