using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Roles list verbs, resources and groups one by one.</summary>
public sealed class RbacWildcardRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-wildcards",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Roles name what they allow",
        Why = "A wildcard allows what exists today and whatever a later version or an operator adds: Secrets, exec, the roles themselves.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["wildcard-in-rules"],
        },
    };

    private static readonly string[] Fields = ["verbs", "resources", "apiGroups", "nonResourceURLs"];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule)
    {
        var wildcards = (from field in Fields
                         let wildcard = rule.List(field).FirstOrDefault(item => IsWildcard(field, item.Value))
                         where wildcard is not null
                         select (Field: field, Node: wildcard)).ToList();
        // Every verb on one named object is no more than its owner's rights.
        if (wildcards.Count == 0 || (rule.IsByName && wildcards is [("verbs", _)]))
        {
            yield break;
        }

        yield return Report(role, wildcards[0].Node, $"A rule of the role has a wildcard in {string.Join(", ", wildcards.Select(wildcard => wildcard.Field))}.");
    }

    private static bool IsWildcard(string field, string value) =>
        value == "*" || (field == "resources" && value.StartsWith("*/", StringComparison.Ordinal)) || (field == "nonResourceURLs" && value == "/*");
}
