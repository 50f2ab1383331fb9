using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets can rotate without a restart.</summary>
public sealed class SecretAsEnvironmentRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-as-environment",
        Category = RuleCategory.Secrets,
        Severity = Severity.Advice,
        Title = "Secrets are mounted as files",
        Why = "An environment variable keeps its value until the pod is replaced, so a rotated secret locks the application out; it also shows in crash dumps and child processes.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/secrets-good-practices/"),
        Checklist = "secret rotation",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["read-secret-from-env-var"],
        },
    };

    private const int Most = 5;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.Containers.Any(container => References(container).Any()) || SecretVolume.MountsIn(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        foreach (var container in workload.Containers)
        {
            var references = References(container).ToList();
            if (references.Count > 0)
            {
                var all = references.Select(reference => reference.Name).Distinct().Take(Most);
                List<string> names = [.. references.Count > Most ? all.Append("…") : all];
                var message = $"The container reads secrets from its environment, where they cannot rotate: {string.Join(", ", names)}.";
                yield return Report(workload.Object, references[0].Node, message, container: container) with { Names = names };
            }
        }
    }

    private static IEnumerable<(MappingNode Node, string Name)> References(Container container)
    {
        foreach (var variable in container.Environment)
        {
            if (variable.Mapping("valueFrom")?.Mapping("secretKeyRef") is { } key)
            {
                yield return (key, variable.Text("name") ?? "");
            }
        }

        foreach (var source in container.Node.Mappings("envFrom"))
        {
            if (source.Mapping("secretRef") is { } secret)
            {
                yield return (secret, $"all of {secret.Text("name")}");
            }
        }
    }
}
