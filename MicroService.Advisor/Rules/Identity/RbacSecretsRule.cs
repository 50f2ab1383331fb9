using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Roles do not read Secrets that belong to others.</summary>
public sealed class RbacSecretsRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-secrets",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Roles read Secrets by name only",
        Why = "Whoever may list Secrets has every password and token of the namespace, other workloads' included; watch and list return their contents as get does.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "secrets",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["access-to-secrets"],
        },
        Difference = "reading Secrets by name passes.",
    };

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule)
    {
        if (!rule.IsByName && rule.ReachesGroup("") && rule.Allows("get", "list", "watch") && rule.Resources.FirstOrDefault(item => item.Value == "secrets") is { } secrets)
        {
            yield return Report(role, secrets, $"The role may read every Secret of {(role.Kind == "Role" ? "its namespace" : "the namespaces that it is bound in")}.");
        }
    }
}
