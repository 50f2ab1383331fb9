using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>A label selector, with <c>matchLabels</c> and <c>matchExpressions</c> or in the plain form of a Service.</summary>
public sealed class LabelSelector
{
    private readonly MappingNode? _equal;
    private readonly IReadOnlyList<MappingNode> _expressions;

    private LabelSelector(MappingNode? equal, IReadOnlyList<MappingNode> expressions)
    {
        _equal = equal;
        _expressions = expressions;
    }

    /// <summary>True if the selector has no requirement: it then selects everything (or, in a Service, nothing).</summary>
    public bool IsEmpty => _equal is not { Entries.Count: > 0 } && _expressions.Count == 0;

    /// <summary>A label that everything selected has, or null if the selector requires none: what an index can go by.</summary>
    internal (string Key, string Value)? RequiredLabel =>
        _equal is { Entries: [{ Value: ScalarNode value } first, ..] } ? (first.Key.Value, value.Value) : null;

    /// <summary>The requirements as a text: selectors with the same text select the same.</summary>
    internal string Signature => string.Join(
        '\n',
        (_equal?.Entries.Select(entry => $"{entry.Key.Value}={(entry.Value as ScalarNode)?.Value}") ?? [])
            .Concat(_expressions.Select(expression =>
                $"{expression.Text("key")} {expression.Text("operator")} {string.Join(',', expression.Sequence("values")?.Items.OfType<ScalarNode>().Select(value => value.Value) ?? [])}")));

    /// <summary>A selector of the form that workloads, budgets and network policies have; null gives one that is empty.</summary>
    public static LabelSelector Of(MappingNode? node) => new(node?.Mapping("matchLabels"), [.. node?.Mappings("matchExpressions") ?? []]);

    /// <summary>A selector of the form that Services and ReplicationControllers have.</summary>
    public static LabelSelector OfLabels(MappingNode? labels) => new(labels, []);

    /// <summary>True if the labels meet every requirement (Kubernetes documentation, Labels and Selectors).</summary>
    public bool Matches(MappingNode? labels) =>
        (_equal?.Entries.All(entry => labels?[entry.Key.Value] is ScalarNode label && label.Value == (entry.Value as ScalarNode)?.Value) ?? true)
        && _expressions.All(expression => Matches(expression, labels));

    /// <summary>True if labels of which only some are known could meet every requirement.</summary>
    internal bool CouldMatch(MappingNode labels, params ReadOnlySpan<string> known)
    {
        foreach (var entry in _equal?.Entries ?? [])
        {
            if (known.Contains(entry.Key.Value) && labels.Text(entry.Key.Value) != (entry.Value as ScalarNode)?.Value)
            {
                return false;
            }
        }

        foreach (var expression in _expressions)
        {
            if (known.Contains(expression.Text("key") ?? "") && !Matches(expression, labels))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(MappingNode expression, MappingNode? labels)
    {
        var value = (labels?[expression.Text("key") ?? ""] as ScalarNode)?.Value;
        bool IsListed() => expression.Sequence("values")?.Items.OfType<ScalarNode>().Any(listed => listed.Value == value) ?? false;
        return expression.Text("operator") switch
        {
            "In" => value is not null && IsListed(),
            "NotIn" => value is null || !IsListed(),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
