using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Roles name groups, resources and verbs that exist.</summary>
public sealed class RbacNamesRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-names",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Roles name API groups, resources and verbs that exist",
        Why = "RBAC compares texts and takes any: a group with a version, a singular, or a resource in a group that does not have it grants nothing, and the calls that it was meant for are refused with 403.",
        Reference = new Uri("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources"),
        Checklist = "sane defaults",
        FixSummary = "Writes the name that exists, where only one can be meant.",
    };

    private static readonly string[] Verbs =
    [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "escalate", "impersonate", "approve", "sign", "attest",
    ];


    // Words of other systems for what RBAC calls otherwise.
    private static readonly string[] OtherVerbs = ["read", "write", "edit", "modify", "view", "remove", "add", "all", "describe", "apply", "exec", "logs", "post", "put", "head"];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule) =>
        rule.List("nonResourceURLs").Any() ? [] : Groups(role, rule).Concat(Resources(role, rule)).Concat(OfVerbs(role, rule));

    private IEnumerable<Finding> Groups(KubernetesObject role, PolicyRule rule) =>
        from item in rule.List("apiGroups")
        let meant = GroupMeant(item.Value)
        where meant != item.Value
        select Report(
            role, item, $"{item.Value} is {(item.Value.Contains('/', StringComparison.Ordinal) ? "an API version, and no group" : "no API group")}: nothing is granted in it. Write {Named(meant)}.",
            Write(item, meant));

    private IEnumerable<Finding> Resources(KubernetesObject role, PolicyRule rule)
    {
        var groups = rule.List("apiGroups").Select(group => GroupMeant(group.Value)).ToList();
        foreach (var item in rule.Resources)
        {
            var slash = item.Value.IndexOf('/', StringComparison.Ordinal);
            var (name, rest) = slash < 0 ? (item.Value, "") : (item.Value[..slash], item.Value[slash..]);
            if (name is "" or "*" || groups.Exists(group => group == "*" || BuiltInResources.Has(group, name)))
            {
                continue;
            }

            if (name.Contains('.', StringComparison.Ordinal))
            {
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                yield return Report(role, item, $"The resource {name} has a group in its name, so the rule grants nothing of it. Write {name[..dot]}{rest}, and {name[(dot + 1)..]} among apiGroups.");
            }
            else if (BuiltInResources.PluralOf(name, groups) is { } plural)
            {
                yield return Report(role, item, $"The resource {name} does not exist, so the rule grants nothing of it. Write {plural}{rest}.", Write(item, plural + rest));
            }
            else if (name.Any(char.IsAsciiLetterUpper))
            {
                yield return Report(role, item, $"The resource {name} has upper-case letters, and names of resources have none: the rule grants nothing of it. Write its plural in lower case.");
            }
            else if (groups.TrueForAll(BuiltInResources.HasGroup) && BuiltInResources.GroupsOf(name).ToList() is { Count: > 0 } homes)
            {
                yield return Report(
                    role, item,
                    $"{string.Join(" and ", groups.Distinct().Select(Named))} {(groups.Distinct().Count() == 1 ? "has" : "have")} no {name}, so the rule grants nothing of it. "
                    + $"They are in {string.Join(" and ", homes.Select(Named))}: write a rule with that group.");
            }
        }
    }

    // Others' resources may have verbs of their own.
    private IEnumerable<Finding> OfVerbs(KubernetesObject role, PolicyRule rule) =>
        from item in rule.List("verbs")
        where item.Value != "*" && !Verbs.Contains(item.Value) && rule.List("apiGroups").All(static of => BuiltInResources.HasGroup(GroupMeant(of.Value)))
        let isOther = OtherVerbs.Contains(item.Value, StringComparer.OrdinalIgnoreCase)
        let nearest = isOther ? [] : NameDistance.Nearest(item.Value, Verbs).Names
        where isOther || nearest.Count > 0
        select Report(
            role, item,
            $"RBAC has no verb {item.Value}, so the rule grants nothing by it. Write {(nearest is [var meant] ? meant : "get, list, watch, create, update, patch or delete")}.",
            nearest is [var only] ? Write(item, only) : null);

    private static string GroupMeant(string group) =>
        group is "core" or "v1" ? ""
        : group.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? group[..slash]
        : group;

    private static string Named(string group) => group.Length == 0 ? "\"\" (the core group)" : group;

    private static Fix Write(ScalarNode item, string text) =>
        Fix.Review($"write {(text.Length == 0 ? "\"\"" : text)}").ReplaceItem((SequenceNode)item.Parent!, item, new ScalarNode(text, ScalarKind.String));
}
