using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Roles that bindings refer to exist.</summary>
public sealed class RoleReferenceRule() : ObjectRule("RoleBinding", "ClusterRoleBinding")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "role-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Warning,
        Title = "Roles that bindings refer to exist",
        Why = "A binding to a role that does not exist gives no rights: the API server answers its subjects with 403, and only the roleRef says why.",
        Reference = new Uri("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding"),
        Checklist = "sane defaults",
        NeedsWholeApplication = true,
    };

    private const string Group = "rbac.authorization.k8s.io";

    private const string ClusterRole = "ClusterRole";

    // The user-facing roles of every cluster (Kubernetes documentation, Using RBAC Authorization).
    private static readonly string[] UserRoles = ["cluster-admin", "admin", "edit", "view"];

    // What Kubernetes itself, its installer and OpenShift bring.
    private static readonly string[] BuiltInPrefixes = ["system:", "kubeadm:"];

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: Group } && RoleOf(candidate) is var (kind, name) && !IsBuiltIn(kind, name.Value);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var (kind, name) = RoleOf(candidate)!.Value;
        if (kind == ClusterRole)
        {
            if (!HasClusterRole(context.Graph, candidate, name.Value))
            {
                yield return Report(candidate, name, $"The ClusterRole {name.Value} is not given.");
            }
        }
        else if (context.Graph.Find(kind, candidate.Namespace, name.Value) is null)
        {
            var elsewhere = HasClusterRole(context.Graph, candidate, name.Value)
                ? $" There is a ClusterRole of this name: write kind: {ClusterRole}, or name another Role."
                : "";
            yield return Report(candidate, name, $"The Role {name.Value} is not given in the namespace {candidate.Namespace}.{elsewhere}");
        }
    }

    private static (string Kind, ScalarNode Name)? RoleOf(KubernetesObject binding) =>
        binding.Root.Mapping("roleRef") is { } role && role.Scalar("name") is { Value.Length: > 0 } name && role.Text("kind") is ClusterRole or "Role"
            ? (role.Text("kind")!, name)
            : null;

    // It has no namespace, but charts write that of the release into it.
    private static bool HasClusterRole(ObjectGraph graph, KubernetesObject binding, string name) =>
        graph.Find(ClusterRole, "default", name) is not null || graph.Find(ClusterRole, binding.Namespace, name) is not null;

    private static bool IsBuiltIn(string kind, string name) =>
        BuiltInPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || (kind == ClusterRole ? UserRoles.Contains(name) : name == "extension-apiserver-authentication-reader");
}
