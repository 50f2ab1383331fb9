using System.Globalization;
using System.Text;
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

    /// <summary>The labels that everything selected has: what an index can go by.</summary>
    internal IEnumerable<(string Key, string Value)> RequiredLabels =>
        from entry in _equal?.Entries ?? []
        where entry.Value is ScalarNode
        select (entry.Key.Value, ((ScalarNode)entry.Value).Value);

    /// <summary>The same for selectors that say the same in the same order.</summary>
    internal string Signature => field ??= Sign();

    /// <summary>A selector of the form that workloads, budgets and network policies have; null gives one that is empty.</summary>
    public static LabelSelector Of(MappingNode? node) => new(node?.Mapping("matchLabels"), [.. node?.Mappings("matchExpressions") ?? []]);

    /// <summary>A selector of the form that Services and ReplicationControllers have.</summary>
    public static LabelSelector OfLabels(MappingNode? labels) => new(labels, []);

    /// <summary>True if the labels meet every requirement (Kubernetes documentation, Labels and Selectors).</summary>
    public bool Matches(MappingNode? labels) =>
        (_equal?.Entries.All(entry => labels?[entry.Key.Value] is ScalarNode label && label.Value == (entry.Value as ScalarNode)?.Value) ?? true)
        && _expressions.All(expression => Matches(expression, labels));

    // Quoted, so that no value can look like two.
    private string Sign()
    {
        var text = new StringBuilder();
        foreach (var entry in _equal?.Entries ?? [])
        {
            text.Append('=');
            Write(text, entry.Key);
            Write(text, entry.Value);
        }

        foreach (var expression in _expressions)
        {
            text.Append('?');
            Write(text, expression["key"]);
            Write(text, expression["operator"]);
            foreach (var value in expression.Sequence("values")?.Items ?? [])
            {
                Write(text, value);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Node? node)
    {
        var value = (node as ScalarNode)?.Value;
        text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:").Append(value).Append(';');
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
