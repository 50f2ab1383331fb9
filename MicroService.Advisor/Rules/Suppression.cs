using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>
/// Reads which rules an object's annotations, or its pod template's, say to ignore, for the object or for one of its containers.
/// </summary>
public sealed class Suppression
{
    /// <summary>
    /// The annotation that lists rule ids, separated by commas; with a dot and a container's name behind it, for that container.
    /// </summary>
    public const string IgnoreAnnotation = "advisor.microservice.dev/ignore";

    /// <summary>The annotation that says why; with a dot and a container's name behind it, for that container.</summary>
    public const string ReasonAnnotation = "advisor.microservice.dev/ignore-reason";

    private static readonly Suppression None = new();

    private readonly List<SuppressionEntry> _entries = [];
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    private Suppression(params IEnumerable<MappingNode?> annotations)
    {
        foreach (var (key, value) in annotations.OfType<MappingNode>().SelectMany(mapping => mapping.Entries)
            .Where(entry => entry.Value is ScalarNode { IsNull: false }).Select(entry => (entry.Name, (ScalarNode)entry.Value)))
        {
            if (ContainerIn(key, IgnoreAnnotation) is { } container)
            {
                var ids = value.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                _entries.Add(new SuppressionEntry(value, container, ids));
            }
            else if (ContainerIn(key, ReasonAnnotation) is { } explained && !string.IsNullOrWhiteSpace(value.Value))
            {
                _reasons.TryAdd(explained, value.Value);
            }
        }
    }

    /// <summary>What is to be ignored, annotation by annotation.</summary>
    public IReadOnlyList<SuppressionEntry> Entries => _entries;

    /// <summary>What the object's annotations say.</summary>
    public static Suppression Of(KubernetesObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var (own, ofPods) = (candidate.Annotations, candidate.Workload?.PodAnnotations);
        // The annotations of a Pod are those of its template.
        return !HasIgnore(own) && !HasIgnore(ofPods) ? None : new Suppression(new[] { own, ofPods }.Distinct());
    }

    /// <summary>The entry that covers what a rule found, or null.</summary>
    public SuppressionEntry? Covering(RuleDefinition rule, Finding finding) =>
        _entries.Count == 0 ? null : CoveringAny(rule, finding);

    private SuppressionEntry? CoveringAny(RuleDefinition rule, Finding finding) =>
        _entries.Find(entry => (entry.Container.Length == 0 || entry.Container == finding.Container) && entry.RuleIds.Any(rule.HasId));

    /// <summary>The reason for an entry: its container's, else the object's; null if there is none.</summary>
    public string? ReasonOf(SuppressionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _reasons.GetValueOrDefault(entry.Container) ?? _reasons.GetValueOrDefault("");
    }

    // Both annotations begin alike.
    private static bool HasIgnore(MappingNode? annotations)
    {
        foreach (var entry in annotations?.Entries ?? [])
        {
            if (entry.Name.StartsWith(IgnoreAnnotation, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // The container that the key names, empty for the object as a whole; null for another annotation.
    private static string? ContainerIn(string key, string annotation) =>
        !key.StartsWith(annotation, StringComparison.Ordinal) ? null
        : key.Length == annotation.Length ? ""
        : key[annotation.Length] == '.' ? key[(annotation.Length + 1)..]
        : null;
}

/// <summary>One annotation that says what to ignore.</summary>
/// <param name="Annotation">Its value.</param>
/// <param name="Container">The container; empty for the object as a whole.</param>
/// <param name="RuleIds">The ids that it lists.</param>
public sealed record SuppressionEntry(ScalarNode Annotation, string Container, IReadOnlyList<string> RuleIds);
