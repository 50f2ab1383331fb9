using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Subjects get the rights that they need.</summary>
public sealed class ClusterAdminRule() : ObjectRule("RoleBinding", "ClusterRoleBinding")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-admin",
        Category = RuleCategory.Identity,
        Severity = Severity.Danger,
        Title = "Nothing is bound to cluster-admin",
        Why = "cluster-admin may do everything to everything: an attacker who takes over such a workload controls the cluster.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["cluster-admin-role-binding"],
            Polaris = ["clusterrolebindingClusterAdmin", "rolebindingClusterAdminClusterRole", "rolebindingClusterAdminRole"],
        },
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        var role = candidate?.Root.Mapping("roleRef");
        if (candidate is null || role?.Scalar("name") is not { Value: "cluster-admin" } name || role.Text("kind") == "Role")
        {
            yield break;
        }

        var subjects = candidate.Root.Mappings("subjects").Select(subject => $"{subject.Text("kind")} {subject.Text("name")}").Take(5).ToList();
        var who = subjects.Count == 0 ? "Whoever is added to the binding" : string.Join(", ", subjects);
        yield return Report(candidate, name, $"{who} may do everything {(candidate.Kind == "RoleBinding" ? "in the namespace" : "in the cluster")}.");
    }

    /// <summary>The API server's own binding, to the group system:masters, has to be.</summary>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: PolicyRule.Group } && candidate.Labels?.Has(PolicyRule.BootstrapLabel) != true;
}
