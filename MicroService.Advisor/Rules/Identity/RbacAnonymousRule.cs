using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Only who has logged in has rights.</summary>
public sealed class RbacAnonymousRule() : ObjectRule("RoleBinding", "ClusterRoleBinding")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-anonymous",
        Category = RuleCategory.Identity,
        Severity = Severity.Danger,
        Title = "Nothing is bound to users who did not log in",
        Why = "A role bound to system:anonymous or system:unauthenticated is open to everyone who reaches the API server.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        from subject in candidate?.Root.Mappings("subjects") ?? []
        let name = subject.Scalar("name")
        where name?.Value is "system:anonymous" or "system:unauthenticated"
        select Report(candidate!, name, $"Everyone who reaches the API server has the role {candidate!.Root.Mapping("roleRef")?.Text("name")} ({name.Value}).");

    /// <summary>Version and health are public in every cluster; kubeadm publishes what a node needs to join.</summary>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: PolicyRule.Group } && candidate.Labels?.Has(PolicyRule.BootstrapLabel) != true
        && candidate.Root.Mapping("roleRef")?.Text("name") is not ("system:public-info-viewer" or "kubeadm:bootstrap-signer-clusterinfo");
}
