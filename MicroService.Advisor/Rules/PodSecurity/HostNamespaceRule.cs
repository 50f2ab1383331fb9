using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods do not share the node's network, processes or memory.</summary>
public sealed class HostNamespaceRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "host-namespaces",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "Pods keep to their own namespaces",
        Why = "In the node's network, process or IPC namespace a pod reaches what network policies and the runtime hide: other pods' traffic, processes and memory.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
    };

    private static readonly (string Field, string Namespace)[] Fields = [("hostNetwork", "network"), ("hostPID", "process"), ("hostIPC", "IPC")];

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        foreach (var (field, name) in Fields)
        {
            if (workload.PodSpec.Scalar(field) is { AsBoolean: true } shared)
            {
                yield return Report(workload, shared, $"The pod shares the node's {name} namespace ({field}).");
            }
        }
    }
}
