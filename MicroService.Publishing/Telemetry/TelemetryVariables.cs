using MicroService.Publishing.AppModel;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Telemetry;

/// <summary>
/// The variables that tell a workload where to send traces, metrics and logs (OpenTelemetry specification, OTLP exporter configuration).
/// </summary>
internal static class TelemetryVariables
{
    private const string Prefix = "OTEL_";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";
    private const int HttpPort = 4318;

    /// <summary>
    /// The variables to add, as expressions; none for a workload that does not export, or that the model already tells where to.
    /// </summary>
    public static IEnumerable<(string Name, string Expression)> Of(WorkloadResource resource, KubernetesOptions options, WorkloadSettings settings)
    {
        if (resource.Name == DashboardResources.Name || IsTold(resource, settings, Endpoint))
        {
            return [];
        }

        // An endpoint of its own says that it exports.
        var isAsked = options.Resources.GetValueOrDefault(resource.Name)?.OtlpEndpoint is { Length: > 0 };
        if (!isAsked && resource is not ProjectResource && !resource.Environment.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return [];
        }

        IEnumerable<(string Name, string Expression)> variables = settings.OtlpEndpoint switch
        {
            { Length: > 0 } url => [(Endpoint, AppModel.Expressions.Expression.Escape(url)), (Protocol, new Uri(url).Port == HttpPort ? "http/protobuf" : "grpc")],
            null when options.Dashboard => [(Endpoint, DashboardResources.Endpoint), (Protocol, "grpc"), (Headers, DashboardResources.Headers)],
            _ => [],
        };
        return variables.Where(variable => !IsTold(resource, settings, variable.Name));
    }

    private static bool IsTold(WorkloadResource resource, WorkloadSettings settings, string name) =>
        settings.Omits(name) || settings.Environment?.ContainsKey(name) == true || resource.Environment.ContainsKey(name);
}
