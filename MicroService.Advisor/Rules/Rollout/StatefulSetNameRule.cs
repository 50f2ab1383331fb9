using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>The name of a StatefulSet leaves room for what its pods are labelled with.</summary>
/// <remarks>
/// Kubernetes: pkg/controller/history (ControllerRevisionName) appends a dash and a hash of up to ten characters, and pkg/controller/statefulset
/// writes the result to the label controller-revision-hash of each pod.
/// </remarks>
public sealed class StatefulSetNameRule : PlaceRule
{
    private const int LongestName = 52;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "stateful-set-name",
        Category = RuleCategory.Rollout,
        Severity = Severity.Danger,
        Title = "Names of StatefulSets have at most 52 characters",
        Why = "The controller labels each pod with the name and a dash and a hash of up to ten characters, and a label has at most 63. With a longer name the API server refuses every pod, and the StatefulSet stays without any.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"),
        Checklist = "sane defaults",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context)
    {
        if (candidate is { Kind: "StatefulSet", Group: "apps" } && candidate.Metadata?.Scalar("name") is { Value.Length: > LongestName } name)
        {
            yield return new Place(name, $"With a name of {name.Value.Length} characters no pod is made: the label controller-revision-hash gets too long. Shorten it to {LongestName}.");
        }
    }
}
