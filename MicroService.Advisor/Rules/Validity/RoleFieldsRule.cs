using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Roles and their bindings say completely what they grant, and to whom.</summary>
/// <remarks>Kubernetes: pkg/apis/rbac/validation/validation.go.</remarks>
public sealed class RoleFieldsRule() : FieldsRule(
    "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding")
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Roles and bindings say completely what they grant, and to whom",
        Why = "The API server refuses a rule without verbs, API groups or resources, and a binding whose role or subject is none that RBAC knows, so the pods start without the rights that they need.",
        Reference = new Uri("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#api-overview"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Kind is "Role" or "ClusterRole")
        {
            CheckRole(candidate, faults);
        }
        else
        {
            CheckBinding(candidate, candidate.Kind == "RoleBinding", faults);
        }
    }

    private static void CheckRole(KubernetesObject role, FieldFaults faults)
    {
        foreach (var rule in role.Root.Mappings("rules"))
        {
            CheckRule(rule, role.Kind == "Role", faults);
        }

        if (role.Kind == "ClusterRole" && role.Root.Mapping("aggregationRule") is { } aggregation)
        {
            faults.Need(aggregation, "clusterRoleSelectors", "The aggregationRule selects no roles. Write at least one selector below clusterRoleSelectors, or remove the rule.");
            foreach (var selector in aggregation.Mappings("clusterRoleSelectors"))
            {
                SelectorFields.Check(selector, faults);
            }
        }
    }

    private static void CheckRule(MappingNode rule, bool isOfNamespace, FieldFaults faults)
    {
        faults.Need(rule, "verbs", "The rule has no verbs. Write what it allows, such as get, list and watch.");
        if (rule.Sequence("nonResourceURLs") is { Items.Count: > 0 } paths)
        {
            if (isOfNamespace)
            {
                faults.Add(paths, "A Role is of a namespace, and nonResourceURLs are of none. Write them into a ClusterRole.");
            }
            else if (FieldFaults.IsFilled(rule["apiGroups"]) || FieldFaults.IsFilled(rule["resources"]) || FieldFaults.IsFilled(rule["resourceNames"]))
            {
                faults.Add(paths, "A rule is about either resources or nonResourceURLs. Write nonResourceURLs into a rule of their own.");
            }

            return;
        }

        if (rule["nonResourceURLs"] is not (null or SequenceNode or ScalarNode { IsNull: true }))
        {
            // Its type is wrong, and it may be what the rule is about.
            return;
        }

        faults.Need(rule, "apiGroups", "The rule has no apiGroups. Write the groups of its resources; the group of pods and Services is \"\".");
        faults.Need(rule, "resources", "The rule has no resources. Write their plural names, such as pods.");
    }

    private static void CheckBinding(KubernetesObject binding, bool isOfNamespace, FieldFaults faults)
    {
        if (binding.Root.Mapping("roleRef") is { } role)
        {
            if (role.Text("apiGroup") is { Length: > 0 })
            {
                faults.OneOf(role["apiGroup"], Group);
            }

            if (faults.Need(role, "kind", isOfNamespace ? "kind is missing. Write Role or ClusterRole." : "kind is missing. Write ClusterRole."))
            {
                if (!isOfNamespace && role.Text("kind") == "Role")
                {
                    faults.Add(role["kind"]!, "A ClusterRoleBinding binds a ClusterRole only. Write one, or write a RoleBinding in the Role's namespace.");
                }
                else
                {
                    faults.OneOf(role["kind"], isOfNamespace ? ["Role", "ClusterRole"] : ["ClusterRole"]);
                }
            }

            faults.NeedName(role, "name", NameForm.PathSegment, "name is missing. Write the name of the role.");
        }
        else
        {
            faults.Need(binding.Root, "roleRef");
        }

        foreach (var subject in binding.Root.Mappings("subjects"))
        {
            CheckSubject(subject, isOfNamespace, faults);
        }
    }

    private static void CheckSubject(MappingNode subject, bool isOfNamespace, FieldFaults faults)
    {
        faults.Need(subject, "name", "name is missing. Write whom the binding is for.");
        switch (subject.Text("kind"))
        {
            case "ServiceAccount":
                faults.FilledName(subject, "name", NameForm.Subdomain);
                if (subject.Text("apiGroup") is { Length: > 0 })
                {
                    faults.Add(subject["apiGroup"]!, "A ServiceAccount is of the core group. Remove apiGroup, or write \"\".");
                }

                if (!isOfNamespace)
                {
                    faults.Need(subject, "namespace", "namespace is missing. Write the namespace of the ServiceAccount.");
                }

                break;
            case "User" or "Group":
                if (subject.Text("apiGroup") is { Length: > 0 })
                {
                    faults.OneOf(subject["apiGroup"], Group);
                }

                break;
            case null or "":
                faults.Need(subject, "kind", "kind is missing. Write ServiceAccount, User or Group.");
                break;
            default:
                faults.OneOf(subject["kind"], "ServiceAccount", "User", "Group");
                break;
        }
    }
}
