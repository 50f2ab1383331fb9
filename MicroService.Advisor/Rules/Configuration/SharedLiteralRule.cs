using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>Addresses that several workloads share stand in one place.</summary>
public sealed class SharedLiteralRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "config-shared-literal",
        Category = RuleCategory.Configuration,
        Severity = Severity.Advice,
        Title = "Addresses that workloads share come from a ConfigMap",
        Why = "An address written into several workloads has to be changed in each of them, and the one that is forgotten keeps calling the old place.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/configmap/"),
        Checklist = "external configuration",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.Containers.Any(container => container.Environment.Any(variable => SharedLiterals.IsAddress(variable, workload.Object.Namespace, context.Graph)));

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var shared = SharedLiterals.Of(context.Graph);
        foreach (var container in workload.Containers)
        {
            foreach (var variable in container.Environment)
            {
                var count = shared.Count(workload.Object.Namespace, variable);
                if (count > 1)
                {
                    yield return Report(
                        workload.Object, variable.Scalar("value")!, $"{variable.Text("name")} is the same literal in {count} workloads; give it to them from one ConfigMap.", null, container);
                }
            }
        }
    }
}
