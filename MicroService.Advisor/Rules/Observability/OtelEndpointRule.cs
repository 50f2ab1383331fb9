using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>A container set up for OpenTelemetry exports to an address that fits its protocol.</summary>
public sealed class OtelEndpointRule : ContainerRule
{
    private const int GrpcPort = 4317;
    private const int HttpPort = 4318;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "otel-endpoint",
        Category = RuleCategory.Observability,
        Severity = Severity.Advice,
        Title = "OpenTelemetry settings name an endpoint that fits the protocol",
        Why = "Without an endpoint exporters send to localhost, where nothing listens; with the port of the other protocol every export fails. Either way traces are lost in silence.",
        Reference = new Uri("https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/"),
        Checklist = "tracing",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => TraceExport.IsWired(container, context.Graph);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (!TraceExport.HasEndpoint(container, context.Graph))
        {
            yield return Report(
                container, (Node?)container.Node.Sequence("env") ?? container.Node, "OpenTelemetry is configured, but no OTEL_EXPORTER_OTLP_ENDPOINT is set.");
        }

        if (container.Variable(TraceExport.Protocol)?.Text("value") is { } protocol
            && container.Variable(TraceExport.Endpoint)?.Scalar("value") is { } address
            && Endpoint.In(address.Value).FirstOrDefault() is { Host: not null } endpoint
            && ((protocol == "grpc" && endpoint.Port == HttpPort) || (protocol.StartsWith("http/", StringComparison.Ordinal) && endpoint.Port == GrpcPort)))
        {
            yield return Report(container, address, $"The protocol is {protocol}, but port {endpoint.Port} is the one for {(protocol == "grpc" ? "HTTP" : "gRPC")}.");
        }
    }
}
