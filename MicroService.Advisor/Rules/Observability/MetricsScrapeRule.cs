using System.Globalization;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>The metrics of pods that serve are collected.</summary>
public sealed class MetricsScrapeRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "metrics-scrape",
        Category = RuleCategory.Observability,
        Severity = Severity.Advice,
        Title = "Metrics of the pods are collected",
        Why = "You can't alert on what you don't measure: without metrics an overload or a rise in errors is first reported by users.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/"),
        Checklist = "metrics",
        FixSummary = "Where a container declares a metrics port, adds the annotations that let Prometheus scrape it.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.IsLongRunning
        && workload.LongRunningContainers.Any(container => container.Ports.Any())
        && workload.PodAnnotations?.Text(Scraping.ScrapeAnnotation) != "false";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (!Scraping.Collects(workload, context.Graph) && !workload.LongRunningContainers.Any(container => TraceExport.HasEndpoint(container, context.Graph)))
        {
            yield return Report(
                workload, workload.Object.Anchor, "Nothing collects metrics of the pods: no scrape annotation, no ServiceMonitor or PodMonitor, no OTLP endpoint.", Annotate(workload));
        }
    }

    private static Fix? Annotate(Workload workload) =>
        workload.Template is { } template && Scraping.MetricsPort(workload)?.Integer("containerPort") is { } port
            ? Fix.Safe($"have Prometheus scrape port {port}")
                .Set(template, ["metadata", "annotations", Scraping.ScrapeAnnotation], "true")
                .Set(template, ["metadata", "annotations", Scraping.PortAnnotation], new ScalarNode(port.ToString(CultureInfo.InvariantCulture), ScalarKind.String))
            : null;
}
