using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Nobody gets into running pods through a role.</summary>
public sealed class RbacPodExecRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-pod-exec",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Roles do not run commands in pods",
        Why = "Whoever may open a shell in a pod has its files, Secrets and service account, and leaves no trace in any manifest.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            Polaris =
            [
                "clusterrolePodExecAttach",
                "rolePodExecAttach",
                "clusterrolebindingPodExecAttach",
                "rolebindingClusterRolePodExecAttach",
                "rolebindingRolePodExecAttach",
            ],
        },
        Difference = "the role is reported, not each binding of it.",
    };

    private static readonly string[] Ways = ["pods/exec", "pods/attach", "pods/ephemeralcontainers", "nodes/proxy"];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule) =>
        from resource in rule.Resources
        where Ways.Contains(resource.Value) && rule.ReachesGroup("") && rule.Allows("create", "get", "update", "patch")
        select Report(role, resource, $"The role may run commands in pods through {resource.Value}.");
}
