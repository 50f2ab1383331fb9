using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>No role is a way to all others.</summary>
public sealed class RbacEscalationRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-escalation",
        Category = RuleCategory.Identity,
        Severity = Severity.Danger,
        Title = "Roles do not give themselves more rights",
        Why = "With escalate, bind or impersonate, or a token of any account, a subject takes whatever rights the cluster has.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["access-to-create-pods"],
        },
    };

    private static readonly string[] Roles = ["roles", "clusterroles"];

    private static readonly string[] Identities = ["users", "groups", "serviceaccounts", "uids"];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule)
    {
        if (rule.IsByName)
        {
            yield break;
        }

        foreach (var verb in rule.List("verbs"))
        {
            var isDangerous = verb.Value switch
            {
                "escalate" or "bind" => rule.Resources.Any(resource => Roles.Contains(resource.Value)),
                "impersonate" => rule.Resources.Any(resource => Identities.Contains(resource.Value)),
                _ => false,
            };
            if (isDangerous)
            {
                yield return Report(role, verb, $"The role may {verb.Value} {string.Join(", ", rule.Resources.Select(resource => resource.Value).Take(5))}.");
            }
        }

        if (rule.ReachesGroup("") && rule.Allows("create") && rule.Resources.FirstOrDefault(resource => resource.Value == "serviceaccounts/token") is { } token)
        {
            yield return Report(role, token, "The role may make itself a token of any service account.");
        }
    }
}
