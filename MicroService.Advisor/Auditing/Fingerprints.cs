using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Auditing;

/// <summary>
/// Tells the findings of one report apart by what they are about: rule, object, container and field. A finding keeps its fingerprint when
/// lines move, files are renamed, list items change places or its rule gets another id.
/// </summary>
/// <remarks>
/// In GitHub's form, a hash and the number of its occurrence: findings about the same field of the same object are counted.
/// </remarks>
public sealed class Fingerprints
{
    private const int HashBytes = 8;

    // What tells the items of a list apart, as the API's own list keys do, most telling first.
    private static readonly string[] ItemKeys =
    [
        "name", "mountPath", "devicePath", "containerPort", "port", "host", "hosts", "path", "key", "topologyKey", "ip",
        "resources", "nonResourceURLs", "kind", "type",
    ];

    private readonly Dictionary<string, int> _occurrences = new(StringComparer.Ordinal);

    /// <summary>The fingerprint of the next finding of the report.</summary>
    public string Of(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identity(finding))).AsSpan(0, HashBytes));
        var occurrence = _occurrences[hash] = _occurrences.GetValueOrDefault(hash) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{hash}:{occurrence}");
    }

    private static string Identity(Finding finding)
    {
        var subject = finding.Object;
        var text = new StringBuilder();
        // A line feed can't be part of most of them and separates them well enough where it is.
        text.AppendJoin('\n', FirstId(finding.RuleId), subject.Group, subject.Kind, subject.WrittenNamespace, subject.Name, finding.Container);
        text.Append('\n');
        AppendPath(text, Settled(finding.Node), subject.Root);
        return text.ToString();
    }

    // Ids that are only a report's own, such as that of a rule that failed, never change.
    private static string FirstId(string ruleId) => RuleCatalog.Find(ruleId)?.Definition.FormerIds is [var first, ..] ? first : ruleId;

    // Something that is missing is reported on the nearest collection that could hold it, which another change may bring along: the list
    // item around it, or the object, stays.
    private static Node Settled(Node node)
    {
        while (node is not ScalarNode && node.Parent is MappingNode parent)
        {
            node = parent;
        }

        return node;
    }

    private static void AppendPath(StringBuilder text, Node node, Node root)
    {
        if (ReferenceEquals(node, root) || node.Parent is not { } parent)
        {
            return;
        }

        AppendPath(text, parent, root);
        text.Append('/').Append(parent is MappingNode mapping ? JsonPointer.Escape(mapping.KeyOf(node)) : NameOf(node));
    }

    private static string NameOf(Node item) => item switch
    {
        ScalarNode scalar => scalar.Value,
        MappingNode mapping => Array.Find(ItemKeys, mapping.Has) is { } key ? $"{key}={TextOf(mapping[key]!)}"
            : mapping.Mapping("metadata")?.Text("name") ?? "*",
        _ => "*",
    };

    private static string TextOf(Node value) => value switch
    {
        ScalarNode scalar => scalar.Value,
        SequenceNode sequence => string.Join(',', sequence.Items.OfType<ScalarNode>()),
        _ => "*",
    };
}
