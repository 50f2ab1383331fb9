using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>A workload's selector selects its own pods.</summary>
public sealed class SelectorMatchesRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "selector-matches-template",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "The selector matches the labels of the pod template",
        Why = "The API server refuses a workload whose selector is missing or does not match its own template, so the rollout fails.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["mismatching-selector"],
            KubeScore =
            [
                "deployment-pod-selector-labels-match-template-metadata-labels",
                "statefulset-pod-selector-labels-match-template-metadata-labels",
            ],
        },
        FixSummary = "Makes a missing selector from the labels of the template, or adds the labels to the template that the selector asks for; changes no label that is there.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet"
        && !context.Schema.IsAtFault(workload.Object, "/spec/selector", "/spec/template/metadata/labels")
        && !context.Validation.FaultsOf(workload.Object).Any(fault => fault.Topic is FaultTopic.Label or FaultTopic.Selector && IsAsked(workload, fault.Node));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var node = workload.Spec.Mapping("selector");
        var selector = LabelSelector.Of(node);
        if (selector.IsEmpty)
        {
            // Versions before apps/v1 took the labels of the template; that is for the rule about removed versions to say.
            if (workload.Object.ApiVersion == "apps/v1")
            {
                yield return Report(workload, (Node?)node ?? workload.Spec, "The selector is missing or empty.", FromTemplate(workload));
            }
        }
        else if (!selector.Matches(workload.PodLabels))
        {
            yield return Report(workload, node!, "The selector does not match the labels of the pod template.", ToTemplate(workload, node!));
        }
    }

    // What has the wrong form can't be compared.
    private static bool IsAsked(Workload workload, Node node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at == workload.Spec["selector"] || at == workload.PodLabels)
            {
                return true;
            }
        }

        return false;
    }

    private static Fix? FromTemplate(Workload workload) =>
        workload.PodLabels is { Entries.Count: > 0 } labels
            ? Fix.Safe("select the labels of the template").Set(workload.Spec, ["selector", "matchLabels"], Fresh.Copy(labels))
            : null;

    private static Fix? ToTemplate(Workload workload, MappingNode selector)
    {
        if (workload.Template is not { } template || selector.Mapping("matchLabels") is not { } asked || selector.Mappings("matchExpressions").Any())
        {
            return null;
        }

        var missing = asked.Entries.Where(entry => workload.PodLabels?.Text(entry.Name) is null).ToList();
        var isOnlyMissing = asked.Entries.All(entry => entry.Value is ScalarNode { IsNull: false } value
            && (workload.PodLabels?.Text(entry.Name) is not { } label || label == value.Value));
        return isOnlyMissing
            ? missing.Aggregate(
                Fix.Safe("give the template the labels that the selector asks for"),
                (fix, entry) => fix.Set(template, ["metadata", "labels", entry.Name], Fresh.Copy(entry.Value)))
            : null;
    }
}
