using System.Globalization;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>The port of a scrape annotation is one that the pods declare.</summary>
public sealed class ScrapePortRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "metrics-scrape-port",
        Category = RuleCategory.Observability,
        Severity = Severity.Warning,
        Title = "The scrape annotation names a declared port",
        Why = "Prometheus scrapes the port that the annotation names and finds nothing there: the target is down and its metrics and alerts are missing.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/"),
        Checklist = "metrics",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.PodAnnotations?.Text(Scraping.ScrapeAnnotation) == "true"
        && workload.PodAnnotations.Text(Scraping.PortAnnotation) is not null
        && workload.LongRunningContainers.Any(container => container.Ports.Any());

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var annotation = workload.PodAnnotations!.Scalar(Scraping.PortAnnotation)!;
        var declared = workload.LongRunningContainers.SelectMany(container => container.Ports).Select(port => port.Integer("containerPort")).OfType<long>().Distinct().ToList();
        if (!long.TryParse(annotation.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            yield return Report(workload, annotation, $"{Scraping.PortAnnotation} is {annotation.Value}; Prometheus takes a number.");
        }
        else if (!declared.Contains(port) && !(port == MeshSidecar.MetricsPort && MeshSidecar.IsIn(workload, context.Graph)))
        {
            yield return Report(workload, annotation, $"{Scraping.PortAnnotation} is {port}, but the containers declare only {string.Join(", ", declared.Take(8))}.");
        }
    }
}
