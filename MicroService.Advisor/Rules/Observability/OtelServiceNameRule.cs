using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>A container that exports telemetry says which service it is.</summary>
public sealed class OtelServiceNameRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "otel-service-name",
        Category = RuleCategory.Observability,
        Severity = Severity.Advice,
        Title = "Exported telemetry carries the service's name",
        Why = "Without a name traces and metrics arrive as unknown_service, and those of all such services are mixed up.",
        Reference = new Uri("https://opentelemetry.io/docs/languages/sdk-configuration/general/#otel_service_name"),
        Checklist = "tracing",
        FixSummary = "Sets OTEL_SERVICE_NAME to the app.kubernetes.io/name label, else the name of the workload.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        TraceExport.IsWired(container, context.Graph) && TraceExport.HasEndpoint(container, context.Graph);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (!TraceExport.HasServiceName(container, context.Graph))
        {
            yield return Report(
                container, (Node?)container.Node.Sequence("env") ?? container.Node, "The container exports telemetry but sets no OTEL_SERVICE_NAME.", SetName(container));
        }
    }

    private static Fix? SetName(Container container)
    {
        var workload = container.Workload;
        var name = workload.PodLabels?.Text("app.kubernetes.io/name") ?? workload.Object.Metadata?.Text("name");
        // A program that names itself in code would be renamed in dashboards.
        return string.IsNullOrEmpty(name)
            ? null
            : Fix.Review($"set OTEL_SERVICE_NAME to {name}").Append(container.Node, ["env"], MappingNode.Of(("name", TraceExport.ServiceName), ("value", name)));
    }
}
