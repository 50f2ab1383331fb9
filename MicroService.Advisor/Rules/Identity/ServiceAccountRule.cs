using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>What pods may do is decided workload by workload.</summary>
public sealed class ServiceAccountRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-account",
        Category = RuleCategory.Identity,
        Severity = Severity.Warning,
        Title = "Workloads run under a service account of their own",
        Why = "All pods of a namespace share the account named default: a right given to one is given to all, and no audit log tells them apart.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/service-accounts/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["default-service-account", "deprecated-service-account-field"],
        },
        FixSummary = "Generates a ServiceAccount with the name of the workload, without token, and uses it; none where the default account has rights, or the pods are known to need them.",
    };

    private const string Default = "default";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        if (workload.ServiceAccountName is Default)
        {
            var node = workload.PodSpec.Scalar("serviceAccountName") ?? workload.PodSpec.Scalar("serviceAccount") ?? (Node)workload.PodSpec;
            yield return Report(workload, node, "The pods run under the namespace's default service account.", Fix(workload, context.Graph));
        }
    }

    // Whoever gave the default account rights has to move them.
    private static Fix? Fix(Workload workload, ObjectGraph graph)
    {
        if (ApiPrograms.RunIn(workload, graph) || workload.Name == Default || !ObjectName.IsSubdomain(workload.Name) || graph.BindingsOf(workload, Default).Any())
        {
            return null;
        }

        var fix = Fixes.Fix.Review("run under a service account of its own");
        if (workload.PodSpec.Has("serviceAccount"))
        {
            fix = fix.Remove(workload.PodSpec, "serviceAccount");
        }

        fix = fix.Set(workload.PodSpec, ["serviceAccountName"], workload.Name);
        return graph.FindFor(workload, "ServiceAccount", workload.Name) is null ? fix.AddObject(workload.Object, Account(workload, graph)) : fix;
    }

    private static MappingNode Account(Workload workload, ObjectGraph graph)
    {
        var metadata = MappingNode.Of(("name", workload.Name));
        if (workload.Object.WrittenNamespace is { } ns)
        {
            metadata.Set("namespace", ns);
        }

        foreach (var label in workload.Object.Labels?.Entries ?? [])
        {
            if (label.Value is ScalarNode { IsNull: false } value)
            {
                SetField.Descend(metadata, ["labels", label.Name]).Set(label.Name, value.Value);
            }
        }

        var account = MappingNode.Of(("apiVersion", "v1"), ("kind", "ServiceAccount"), ("metadata", metadata), ("automountServiceAccountToken", false));
        // Images that the default account may pull, the new one may, too.
        foreach (var name in graph.FindFor(workload, "ServiceAccount", Default)?.Root.Mappings("imagePullSecrets").Select(secret => secret.Text("name")).OfType<string>() ?? [])
        {
            new AppendItem(account, ["imagePullSecrets"], MappingNode.Of(("name", name))).Apply();
        }

        return account;
    }
}
