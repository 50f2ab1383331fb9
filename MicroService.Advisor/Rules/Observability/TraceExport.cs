using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>How a container is told to export telemetry (OpenTelemetry specification, environment variables).</summary>
internal static class TraceExport
{
    public const string ServiceName = "OTEL_SERVICE_NAME";
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string ResourceAttributes = "OTEL_RESOURCE_ATTRIBUTES";
    private const string Prefix = "OTEL_";

    private static readonly string[] Endpoints =
        [Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>True if the container's environment speaks of OpenTelemetry and nothing injects the rest.</summary>
    public static bool IsWired(Container container, ObjectGraph graph) =>
        container.IsLongRunning && container.Workload.PodAnnotations?.Entries.Any(entry => entry.Name.StartsWith("instrumentation.opentelemetry.io/", StringComparison.Ordinal)) is not true
        && Names(container, graph) is { } names
        && names.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)) && container.Variable("OTEL_SDK_DISABLED")?.Text("value") != "true";

    /// <summary>True if an address to export to is set.</summary>
    public static bool HasEndpoint(Container container, ObjectGraph graph) => Names(container, graph)?.Any(name => Endpoints.Contains(name)) is true;

    /// <summary>True if the service's name is set, on its own or among the resource attributes.</summary>
    public static bool HasServiceName(Container container, ObjectGraph graph) =>
        Names(container, graph)?.Any(name => name == ServiceName) is true
        || (container.Variable(ResourceAttributes) is { } attributes && attributes.Text("value")?.Contains("service.name=", StringComparison.Ordinal) is not false);

    // Null if a part of the environment comes from where it can't be seen.
    private static List<string>? Names(Container container, ObjectGraph graph)
    {
        var names = container.Environment.Select(variable => variable.Text("name") ?? "").ToList();
        foreach (var source in container.Node.Mappings("envFrom"))
        {
            if (source.Mapping("configMapRef")?.Text("name") is not { } name || graph.FindFor(container.Workload, "ConfigMap", name)?.Root.Mapping("data") is not { } data)
            {
                return null;
            }

            names.AddRange(data.Entries.Select(entry => source.Text("prefix") + entry.Name));
        }

        return names;
    }
}
