using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods do not share the node's network, processes or memory.</summary>
public sealed class HostNamespaceRule : PodSecurityRule
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
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["host-ipc", "host-network", "host-pid"],
            Polaris = ["hostIPCSet", "hostNetworkSet", "hostPIDSet"],
        },
    };

    private static readonly (string Field, string Namespace)[] Fields = [("hostNetwork", "network"), ("hostPID", "process"), ("hostIPC", "IPC")];

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from shared in Fields
        let node = workload.PodSpec.Scalar(shared.Field)
        where node is { AsBoolean: true }
        select Baseline(node, $"The pod shares the node's {shared.Namespace} namespace ({shared.Field}).");
}
