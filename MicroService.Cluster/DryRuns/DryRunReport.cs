using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Cluster.DryRuns;

/// <summary>What a cluster said of objects.</summary>
/// <param name="Verdicts">What it said of each object that it judged, by the object's root; nothing, if it accepts the object.</param>
/// <param name="Unasked">The objects that it did not judge.</param>
public sealed record DryRunReport(IReadOnlyDictionary<MappingNode, IReadOnlyList<ClusterVerdict>> Verdicts, IReadOnlyList<UnaskedObject> Unasked)
{
    /// <summary>What it said, but for what findings say of the same places already.</summary>
    public IReadOnlyDictionary<MappingNode, IReadOnlyList<ClusterVerdict>> Without(IEnumerable<Finding> findings)
    {
        var known = findings.ToLookup(finding => finding.Object.Root);
        return Verdicts.ToDictionary(
            said => said.Key,
            said => (IReadOnlyList<ClusterVerdict>)[.. said.Value.Where(verdict => !known[said.Key].Any(finding => IsSaid(verdict, finding)))]);
    }

    private static bool IsSaid(ClusterVerdict verdict, Finding finding) => verdict.Kind switch
    {
        // The server names the labels, the rule the selector.
        ClusterVerdictKind.Refusal => finding.IsRefusal && (IsSamePlace(verdict.Node, finding)
            || (finding.RuleId == "selector-matches-template" && verdict.Message.Contains("does not match template", StringComparison.Ordinal))),
        // The plug-in lists every control at once.
        ClusterVerdictKind.Warning when verdict.Message.Contains("PodSecurity", StringComparison.Ordinal) => finding.Category == RuleCategory.PodSecurity,
        ClusterVerdictKind.Warning => finding.Category is RuleCategory.Validity or RuleCategory.Hygiene or RuleCategory.Configuration
            && !ReferenceEquals(verdict.Node, finding.Object.Anchor) && IsSamePlace(verdict.Node, finding),
        _ => false,
    };

    // The server names a field that is missing, of which there is only the owner; the rules may point into what it names as a whole.
    private static bool IsSamePlace(Node node, Finding finding) =>
        node.PointerFrom(finding.Object.Root) is var pointer && (finding.Pointer == pointer || finding.Pointer.StartsWith($"{pointer}/", StringComparison.Ordinal));
}

/// <summary>An object that a cluster did not judge.</summary>
/// <param name="Candidate">The object.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsFailure">Whether something went wrong: the caller's rights, or the cluster.</param>
public sealed record UnaskedObject(KubernetesObject Candidate, string Reason, bool IsFailure);
