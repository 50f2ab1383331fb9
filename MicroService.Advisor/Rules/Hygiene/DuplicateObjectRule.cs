using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>An object is written once. The rule applies to nothing else: what is written once has nothing to be praised for.</summary>
public sealed class DuplicateObjectRule() : ObjectRule
{
    private static readonly ConditionalWeakTable<ObjectGraph, Dictionary<KubernetesObject, KubernetesObject>> Known = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "duplicate-object",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Danger,
        Title = "No object is given twice",
        Why = "Two objects of one group, kind, namespace and name are one object in the cluster: what is applied last replaces the other, so each apply may give another result, and kustomize and Helm refuse both.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return FirstOf(context.Graph).ContainsKey(candidate);
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var first = FirstOf(context.Graph)[candidate];
        var version = first.ApiVersion == candidate.ApiVersion ? "" : $" as {first.ApiVersion}";
        yield return Report(
            candidate, candidate.Anchor,
            $"{candidate}{(candidate.WrittenNamespace is { } ns ? $" of the namespace {ns}" : "")} is given in {first.File.Name}:{first.Anchor.Position}{version} already, and again here. Keep one of them.");
    }

    // Of each object that was given before: the first.
    private static Dictionary<KubernetesObject, KubernetesObject> FirstOf(ObjectGraph graph) => Known.GetValue(graph, static graph =>
    {
        var builds = new KustomizationBuilds(graph);
        var scopes = DefinedScopes.Of(graph);
        var first = new Dictionary<(string Group, string Kind, string Namespace, string Name, string Build), KubernetesObject>();
        var again = new Dictionary<KubernetesObject, KubernetesObject>();
        foreach (var candidate in graph.Objects)
        {
            // Only a name makes an object: the API server invents one for generateName.
            if (candidate.Metadata?.Text("name") is not { Length: > 0 } name || candidate.Kind.Length == 0 || builds.IsPatch(candidate))
            {
                continue;
            }

            var key = (GroupOf(candidate), candidate.Kind, NamespaceOf(candidate, scopes), name, builds.Of(candidate));
            if (!first.TryAdd(key, candidate) && first[key] is var earlier && !IsSame(earlier, candidate))
            {
                again[candidate] = earlier;
            }
        }

        return again;
    });

    // One answer of a cluster may list an object twice, as kubectl get all,deployments does.
    private static bool IsSame(KubernetesObject one, KubernetesObject other) =>
        one.Metadata?.Text("uid") is { Length: > 0 } uid && uid == other.Metadata?.Text("uid");

    // A namespace written on what is in none counts for nothing: kubectl applies the object all the same.
    private static string NamespaceOf(KubernetesObject candidate, DefinedScopes scopes) =>
        scopes.IsNamespaced(candidate) ? candidate.Namespace : "";

    // Kinds that moved: the API server serves, or served, one and the same object in both groups.
    private static string GroupOf(KubernetesObject candidate) => (candidate.Group, candidate.Kind) switch
    {
        ("extensions", "Deployment" or "DaemonSet" or "ReplicaSet") => "apps",
        ("extensions", "Ingress" or "NetworkPolicy") => "networking.k8s.io",
        var (group, _) => group,
    };
}
