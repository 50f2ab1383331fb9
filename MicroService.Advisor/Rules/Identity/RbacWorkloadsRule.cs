using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Only what deploys workloads may write them.</summary>
public sealed class RbacWorkloadsRule : RoleRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "rbac-workloads",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Roles do not create or change pods and what makes them",
        Why = "A new pod may mount every Secret and volume of its namespace and run as any of its service accounts, so whoever creates pods, or changes what creates them, has the rights of all of these.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation"),
        Checklist = "sane defaults",
    };

    private static readonly (string Group, string[] Resources)[] Workloads =
    [
        ("", ["pods", "replicationcontrollers"]),
        ("apps", ["deployments", "statefulsets", "daemonsets", "replicasets"]),
        ("batch", ["jobs", "cronjobs"]),
        ("extensions", ["deployments", "daemonsets", "replicasets"]),
        ("argoproj.io", ["rollouts", "workflows", "cronworkflows"]),
        ("apps.openshift.io", ["deploymentconfigs"]),
    ];

    private static readonly string[] Verbs = ["create", "update", "patch"];

    private protected override IEnumerable<Finding> Inspect(KubernetesObject role, PolicyRule rule)
    {
        // A wildcard is a fault of its own. A name restricts the rule to what is there already.
        var verbs = rule.List("verbs").Select(verb => verb.Value).Where(verb => Verbs.Contains(verb)).Distinct().ToList();
        var written = rule.IsByName ? [] : rule.Resources
            .Where(resource => Workloads.Any(workload => rule.ReachesGroup(workload.Group) && workload.Resources.Contains(resource.Value))
                // Of a pod that is there neither volumes nor service account can be changed.
                && (resource.Value != "pods" || verbs.Contains("create"))).ToList();
        if (verbs.Count > 0 && written.Count > 0)
        {
            yield return Report(
                role, written[0],
                $"The role may {Listed(verbs)} {string.Join(", ", written.Select(resource => resource.Value).Take(5))}, "
                + $"and so use every Secret and service account of {(role.Kind == "Role" ? "its namespace" : "the namespaces that it is bound in")}.");
        }
    }

    private static string Listed(List<string> verbs) =>
        verbs.Count == 1 ? verbs[0] : $"{string.Join(", ", verbs.Take(verbs.Count - 1))} and {verbs[^1]}";
}
