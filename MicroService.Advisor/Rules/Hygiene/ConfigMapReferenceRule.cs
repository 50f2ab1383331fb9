using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>ConfigMaps that pods refer to exist, with the keys that are asked for.</summary>
public sealed class ConfigMapReferenceRule() : ReferenceRule("ConfigMap")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "config-map-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Danger,
        Title = "ConfigMaps that pods refer to exist",
        Why = "A pod that refers to a ConfigMap or key that does not exist never starts: it hangs in CreateContainerConfigError or ContainerCreating.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/configmap/#configmaps-and-pods"),
        Checklist = "external configuration",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["env-value-from"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool IsBuiltIn(string name) => name == "kube-root-ca.crt";

    /// <inheritdoc/>
    protected override bool IsMade(Workload workload, string name, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(context);
        return KustomizationGenerators.Make("configMapGenerator", name, workload, context.Graph);
    }
}
