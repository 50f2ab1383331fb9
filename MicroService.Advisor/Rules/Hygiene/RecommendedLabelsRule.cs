using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Workloads and their pods carry the recommended name label.</summary>
public sealed class RecommendedLabelsRule : WorkloadRule
{
    private const string NameLabel = "app.kubernetes.io/name";
    private const int LongestValue = 63;

    private static readonly string[] OlderLabels = ["app", "k8s-app"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "recommended-labels",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Workloads and pods carry app.kubernetes.io/name",
        Why = "Dashboards, cost reports and policies group by the recommended labels; what lacks them is missing there, and whoever is on call has to guess what a pod belongs to.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            Polaris = ["metadataAndInstanceMismatched"],
        },
        Difference = "the name label is asked for; labels of a company's own are not.",
        FixSummary = "Sets the label to what app or k8s-app says, else to the name of the workload; selectors are left alone.",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var metadata = workload.Object.Metadata;
        var value = ValueOf(workload);
        // Of an object with several templates once.
        if (metadata is not null && ReferenceEquals(workload, workload.Object.Workload) && workload.Object.Labels?.Text(NameLabel) is null)
        {
            var fix = value is null ? null : Fix.Safe($"label the {workload.Object.Kind} {NameLabel}: {value}").Set(metadata, ["labels", NameLabel], value);
            yield return Report(workload, (Node?)workload.Object.Labels ?? workload.Object.Anchor, $"The {workload.Object.Kind} has no label {NameLabel}.", fix);
        }

        if (workload.Template is { } template && template != workload.Object.Root && workload.PodLabels?.Text(NameLabel) is null)
        {
            // Another object's selector may ask for this very label, so a person has a look.
            var fix = value is null ? null : Fix.Review($"label the pods {NameLabel}: {value}").Set(template, ["metadata", "labels", NameLabel], value);
            yield return Report(workload, (Node?)workload.PodLabels ?? template, $"The pods have no label {NameLabel}.", fix);
        }
    }

    private static string? ValueOf(Workload workload)
    {
        var labels = new[] { workload.Object.Labels, workload.PodLabels };
        var known = labels.Select(mapping => mapping?.Text(NameLabel))
            .Concat(OlderLabels.SelectMany(key => labels.Select(mapping => mapping?.Text(key))))
            .Append(workload.Object.Metadata?.Text("name"));
        return known.FirstOrDefault(value => value is not null && IsLabelValue(value));
    }

    private static bool IsLabelValue(string value) =>
        value.Length is > 0 and <= LongestValue && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1])
        && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
