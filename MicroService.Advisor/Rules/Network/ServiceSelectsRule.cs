using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A Service selects pods that exist.</summary>
public sealed class ServiceSelectsRule() : ObjectRule("Service")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-selects",
        Category = RuleCategory.Network,
        Severity = Severity.Danger,
        Title = "Services select pods",
        Why = "A Service whose selector matches no pod has no endpoints: every connection to it is refused or runs into a timeout.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#does-the-service-have-any-endpointslices"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["dangling-service"],
            KubeScore = ["service-targets-pod"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group.Length == 0 && candidate.Spec?.Text("type") != "ExternalName" && candidate.Spec?.Mapping("selector") is { Entries.Count: > 0 };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var selector = candidate.Spec!.Mapping("selector")!;
        if (context.Graph.SelectsNothing(LabelSelector.OfLabels(selector), candidate.Namespace))
        {
            yield return Report(candidate, selector, $"The selector matches the pods of no given workload in the namespace {candidate.Namespace}.");
        }
    }
}
