using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Auditing;

/// <summary>Reads which rules an object's annotations, or its pod template's, say to ignore.</summary>
public sealed class Suppression
{
    /// <summary>The annotation that lists rule ids, separated by commas.</summary>
    public const string IgnoreAnnotation = "advisor.microservice.dev/ignore";

    /// <summary>The annotation that says why.</summary>
    public const string ReasonAnnotation = "advisor.microservice.dev/ignore-reason";

    private readonly HashSet<string> _ruleIds = new(StringComparer.Ordinal);

    private Suppression(params IEnumerable<MappingNode?> annotations)
    {
        foreach (var mapping in annotations.OfType<MappingNode>())
        {
            Reason ??= mapping.Text(ReasonAnnotation);
            _ruleIds.UnionWith(mapping.Text(IgnoreAnnotation)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
        }
    }

    /// <summary>The ids that are ignored.</summary>
    public IReadOnlyCollection<string> RuleIds => _ruleIds;

    /// <summary>The reason, or null.</summary>
    public string? Reason { get; }

    /// <summary>What the object's annotations say.</summary>
    public static Suppression Of(KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return new Suppression(candidate.Annotations, candidate.Workload?.PodAnnotations);
    }

    /// <summary>True if the rule is ignored.</summary>
    public bool Covers(string ruleId) => _ruleIds.Contains(ruleId);
}
