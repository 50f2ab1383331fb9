using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>
/// Values are given, not left to a template's variables. The auditor reports it, once an object, in place of all that the other rules find
/// wrong with such values alone; by itself the rule applies to nothing.
/// </summary>
public sealed class UnrenderedTemplateRule() : ObjectRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "unrendered-template",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Warning,
        Title = "No value is left to a template's variable",
        Why = "What envsubst, Flux or a pipeline puts in place of a variable such as ${NAME} is not known, so neither is whether the API server accepts it.",
        Reference = new Uri("https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) => false;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) => [];
}
