using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
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
/// <param name="gone">Those of findings that were fixed, which count as before: another finding does not take their number.</param>
public sealed class Fingerprints(IReadOnlySet<string>? gone = null)
{
    // What tells the items of a list apart, as the API's own list keys do, most telling first.
    private static readonly string[] ItemKeys =
    [
        "name", "mountPath", "devicePath", "containerPort", "port", "host", "hosts", "path", "key", "topologyKey", "ip",
        "resources", "nonResourceURLs", "kind", "type",
    ];

    private readonly Dictionary<ulong, int> _occurrences = [];
    private readonly ArrayBufferWriter<char> _text = new();

    /// <summary>The fingerprint of the next finding of the report.</summary>
    public string Of(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        Identify(finding);
        // Not cryptographic on purpose: whoever writes a manifest can suppress a finding openly, and loading OpenSSL costs a short run a sixth.
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(_text.WrittenSpan));
        ref var occurrence = ref CollectionsMarshal.GetValueRefOrAddDefault(_occurrences, hash, out _);
        string fingerprint;
        do
        {
            fingerprint = string.Create(CultureInfo.InvariantCulture, $"{hash:x16}:{++occurrence}");
        }
        while (gone?.Contains(fingerprint) == true);

        return fingerprint;
    }

    private void Identify(Finding finding)
    {
        var subject = finding.Object;
        _text.ResetWrittenCount();
        // A line feed can't be part of most of them and separates them well enough where it is.
        foreach (var part in (ReadOnlySpan<string?>)
            [FirstId(finding.RuleId), subject.Group, subject.Kind, subject.WrittenNamespace, subject.Name, finding.Container])
        {
            _text.Write(part);
            _text.Write("\n");
        }

        AppendPath(Settled(finding.Node), subject.Root);
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

    private void AppendPath(Node node, Node root)
    {
        if (ReferenceEquals(node, root) || node.Parent is not { } parent)
        {
            return;
        }

        AppendPath(parent, root);
        _text.Write("/");
        _text.Write(parent is MappingNode mapping ? JsonPointer.Escape(mapping.KeyOf(node)) : NameOf(node));
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
