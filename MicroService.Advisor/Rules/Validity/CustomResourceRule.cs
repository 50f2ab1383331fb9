using MicroService.Advisor.CustomResources;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Custom resources are as their definition says, where that is known.</summary>
public sealed class CustomResourceRule : Rule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "custom-resource",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Custom resources have the fields and values that their definition allows",
        Why = "The API server refuses a custom resource that its definition does not allow. It is checked where the CustomResourceDefinition is among the inputs or given with --crds; CEL rules (x-kubernetes-validations) are left to the server.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation"),
        Checklist = "sane defaults",
        FixSummary = "Renames a field where exactly one defined field is one letter or its case away.",
    };

    /// <inheritdoc/>
    public override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        return candidate.Group.Length > 0 && (context.Definitions.Find(candidate) is not null || context.Definitions.Problem(candidate) is not null);
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        if (context.Definitions.Problem(candidate) is var (field, message))
        {
            return [Report(candidate, (Node?)candidate.Root.Scalar(field) ?? candidate.Root, message)];
        }

        return StructuralCheck.Check(candidate.Root, context.Definitions.Find(candidate)!, context.Definitions)
            .Select(fault => Report(candidate, fault.Node, fault.Message, FixOf(fault)));
    }

    private static Fix? FixOf(CustomFault fault) => fault is { Owner: { } owner, Meant: { } meant, Node: ScalarNode key }
        ? Fix.Review($"rename {key.Value} to {meant}").Rename(owner, key.Value, meant)
        : null;
}
