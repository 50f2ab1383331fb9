using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Labels, annotations and selectors.</summary>
/// <remarks>k8s.io/apimachinery: pkg/apis/meta/v1/validation and pkg/api/validation.</remarks>
internal static class LabelChecks
{
    // 256 KiB over all annotations of an object.
    private const int MostAnnotations = 256 * 1024;

    /// <summary>Checks labels, a plain selector, or <c>matchLabels</c>.</summary>
    public static void Labels(ObjectFaults faults, MappingNode? labels)
    {
        foreach (var entry in labels?.Entries ?? [])
        {
            if (!ValidName.IsQualifiedName(entry.Name))
            {
                Key(faults, entry.Key, entry.Name);
            }

            if (entry.Value is ScalarNode { IsNull: false } value)
            {
                Value(faults, value);
            }
        }
    }

    /// <summary>Checks annotations, whose values may be anything.</summary>
    public static void Annotations(ObjectFaults faults, MappingNode? annotations)
    {
        var size = 0L;
        foreach (var entry in annotations?.Entries ?? [])
        {
            var key = entry.Name;
            size += System.Text.Encoding.UTF8.GetByteCount(key) + ((entry.Value as ScalarNode)?.Value is { } value ? System.Text.Encoding.UTF8.GetByteCount(value) : 0);
            if (!ValidName.IsQualifiedName(key) && !ValidName.IsQualifiedName(Lower(key)))
            {
                faults.Add(FaultTopic.Label, entry.Key, $"The annotation key {Wording.Quote(key)} has the wrong form. {Words.LabelKey}");
            }
        }

        if (size > MostAnnotations)
        {
            faults.Add(FaultTopic.Metadata, annotations!, "The annotations take more than 256 KiB. Move the large ones to a ConfigMap.");
        }
    }

    /// <summary>Checks a key that labels have.</summary>
    public static void Key(ObjectFaults faults, Node node, string key, string what = "label key", FaultTopic topic = FaultTopic.Label, bool ignoresCase = false)
    {
        if (!ValidName.IsQualifiedName(ignoresCase ? Lower(key) : key))
        {
            faults.Add(topic, node, $"The {what} {Wording.Quote(key)} has the wrong form. {Words.LabelKey}");
        }
    }

    /// <summary>Checks the value of a label.</summary>
    public static void Value(ObjectFaults faults, ScalarNode value)
    {
        if (!ValidName.IsLabelValue(value.Value))
        {
            faults.Add(FaultTopic.Label, value, $"The label value {Wording.Quote(value.Value)} has the wrong form. {Words.LabelValue}");
        }
    }

    /// <summary>Checks a selector with <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
    public static void Selector(ObjectFaults faults, MappingNode? selector)
    {
        Labels(faults, selector?.Mapping("matchLabels"));
        foreach (var expression in selector?.Mappings("matchExpressions") ?? [])
        {
            Key(faults, expression["key"] ?? expression, expression.Text("key") ?? "");
            Operator(faults, expression, comparesNumbers: false);
            foreach (var value in Values(expression))
            {
                Value(faults, value);
            }
        }
    }

    /// <summary>Checks a node selector term's expressions and fields; the values that a term only prefers may be anything.</summary>
    public static void NodeTerm(ObjectFaults faults, MappingNode term, bool isRequired)
    {
        foreach (var expression in term.Mappings("matchExpressions"))
        {
            Key(faults, expression["key"] ?? expression, expression.Text("key") ?? "");
            Operator(faults, expression, comparesNumbers: true);
            foreach (var value in isRequired ? Values(expression) : [])
            {
                Value(faults, value);
            }
        }

        foreach (var expression in term.Mappings("matchFields"))
        {
            var values = Values(expression).ToList();
            if (expression.Text("key") is not "metadata.name")
            {
                faults.Add(FaultTopic.Selector, expression, "key", "matchFields knows only the key metadata.name.");
            }
            else if (expression.Text("operator") is not ("In" or "NotIn"))
            {
                faults.Add(FaultTopic.Selector, expression, "operator", "matchFields takes only the operators In and NotIn.");
            }
            else if (values.Count != 1)
            {
                faults.Add(FaultTopic.Selector, expression, "values", $"matchFields takes exactly one value, and this has {values.Count}.");
            }
            else if (!ValidName.IsDnsSubdomain(values[0].Value))
            {
                faults.Add(FaultTopic.Selector, values[0], $"{Wording.Quote(values[0].Value)} is not a name of a node. {Words.DnsSubdomain}");
            }
        }
    }

    private static void Operator(ObjectFaults faults, MappingNode expression, bool comparesNumbers)
    {
        var name = expression.Text("operator") ?? "";
        var count = expression.Sequence("values")?.Items.Count ?? 0;
        switch (name)
        {
            case "In" or "NotIn" when count == 0:
                faults.Add(FaultTopic.Selector, expression, "values", $"The operator {name} needs values. List at least one.");
                break;
            case "Exists" or "DoesNotExist" when count > 0:
                faults.Add(
                    FaultTopic.Selector, expression, "values",
                    $"The operator {name} takes no values. Remove them, or write In or NotIn.");
                break;
            case "Gt" or "Lt" when comparesNumbers && count != 1:
                faults.Add(FaultTopic.Selector, expression, "values", $"The operator {name} takes exactly one value, a whole number.");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
            case "Gt" or "Lt" when comparesNumbers:
                break;
            default:
                var known = comparesNumbers ? "In, NotIn, Exists, DoesNotExist, Gt or Lt" : "In, NotIn, Exists or DoesNotExist";
                faults.Add(FaultTopic.Selector, expression, "operator", $"The operator {Wording.Quote(name)} does not exist. Write {known}.");
                break;
        }
    }

    private static IEnumerable<ScalarNode> Values(MappingNode expression) =>
        expression.Sequence("values")?.Items.OfType<ScalarNode>().Where(value => !value.IsNull) ?? [];

    // As Go does it for these keys: only ASCII matters, as anything else is refused anyway.
#pragma warning disable CA1308 // The server compares lowercase.
    private static string Lower(string key) => key.ToLowerInvariant();
#pragma warning restore CA1308
}
