using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Names are fit for what Kubernetes makes of them: host names of pods, and keys that others do not take.</summary>
/// <remarks>Kubernetes: the strategies in pkg/registry/apps, batch and core; apiextensions-apiserver for finalizers.</remarks>
public sealed class RecommendedNamesRule : PlaceRule
{
    // The hash of a ReplicaSet and the five characters of a pod follow the name.
    private const int LongName = 45;

    private static readonly string[] StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "recommended-names",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Names of workloads can be host names, and finalizers name their domain and path",
        Why = "A pod's host name is its name, which begins with that of its workload. One with dots or more than 63 characters is not a label of a host name: it is cut, and what looks the host up or builds names from it fails. A finalizer without domain and path may be another controller's.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names"),
        Checklist = "sane defaults",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context)
    {
        if (candidate.Workload is { Kind: not "DaemonSet" } && candidate.Metadata?.Scalar("name") is { Value: var name } node
            && (name.Length > LongName || name.Contains('.', StringComparison.Ordinal)))
        {
            yield return new Place(node, MessageOn(name, candidate.Kind));
        }

        // The API server refuses such finalizers of its own objects.
        if (candidate.Metadata?.Sequence("finalizers") is { } finalizers && !BuiltInGroups.Has(candidate.ApiVersion))
        {
            foreach (var finalizer in finalizers.Items.OfType<ScalarNode>().Where(finalizer => finalizer is { IsNull: false, Value.Length: > 0 }))
            {
                yield return new Place(
                    finalizer,
                    finalizer.Value.Contains('/', StringComparison.Ordinal) || StandardFinalizers.Contains(finalizer.Value, StringComparer.Ordinal)
                        ? null
                        : $"The finalizer {finalizer.Value} has no path. Write a domain of yours, a slash and a name, such as example.com/cleanup, where the controller lets you choose.");
            }
        }
    }

    private static string? MessageOn(string name, string kind) =>
        !ValidName.IsDnsSubdomain(name) || ValidName.IsDnsLabel(name) ? null
        // The API server refuses such a Job.
        : kind == "Job" && name.Length > ValidName.LongestLabel ? null
        : name.Length > ValidName.LongestLabel
            ? $"The name has {name.Length} characters, and the host name of a pod at most {ValidName.LongestLabel}. Choose a shorter name for the {kind}."
            : $"The name {name} has dots, so the host names of its pods are no DNS labels. Write {name.Replace('.', '-')}.";
}
