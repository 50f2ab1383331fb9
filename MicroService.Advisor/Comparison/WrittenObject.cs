using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Comparison;

/// <summary>
/// What somebody wrote of an object of a cluster, to be kept and compared later: what the API server and controllers filled in is left out,
/// values that may be secrets are not in it, and of long texts there is a digest.
/// </summary>
public static class WrittenObject
{
    // The whole object once more, secrets among it.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string EphemeralContainers = "ephemeralContainers";
    private const int DigestBytes = 8;

    /// <summary>The fields, without those that name the object.</summary>
    public static MappingNode Of(KubernetesObject live)
    {
        ArgumentNullException.ThrowIfNull(live);
        var owners = new FieldOwners(live);
        var written = new MappingNode();
        var metadata = new MappingNode();
        foreach (var key in ObjectComparison.ComparedMetadata)
        {
            Add(metadata, key, Copy(live.Metadata?[key], owners));
        }

        Add(written, "metadata", metadata.Entries.Count == 0 ? null : metadata);
        foreach (var entry in live.Root.Entries)
        {
            if (!ObjectComparison.Ignored.Contains(entry.Name, StringComparer.Ordinal))
            {
                Add(written, entry.Name, Copy(entry.Value, owners));
            }
        }

        return written;
    }

    /// <summary>A digest of bytes.</summary>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, DigestBytes));

    private static void Add(MappingNode mapping, string key, Node? value)
    {
        if (value is not null)
        {
            mapping.Set(key, value);
        }
    }

    // Null if nothing of it was written.
    private static Node? Copy(Node? node, FieldOwners owners)
    {
        switch (node)
        {
            case MappingNode mapping:
                var fields = new MappingNode();
                foreach (var entry in mapping.Entries)
                {
                    if (entry.Name is not (LastApplied or EphemeralContainers))
                    {
                        Add(fields, entry.Name, Copy(entry.Value, owners));
                    }
                }

                return fields.Entries.Count == 0 ? null : fields;
            case SequenceNode sequence:
                var items = new SequenceNode();
                foreach (var item in sequence.Items)
                {
                    if (Copy(item, owners) is { } kept)
                    {
                        items.Add(kept);
                    }
                }

                return items.Items.Count == 0 ? null : items;
            case ScalarNode { IsNull: false, Value.Length: > 0 } scalar when !owners.IsServers(scalar) && !owners.IsControllers(scalar):
                return HiddenText.Hides(scalar) ? HiddenText.Words : new ScalarNode(TextOf(scalar.Value), scalar.Kind);
            default:
                return null;
        }
    }

    private static string TextOf(string text) => text.Length <= ObjectComparison.Longest ? text : string.Create(
        CultureInfo.InvariantCulture, $"({text.Length} characters, SHA-256 {DigestOf(Encoding.UTF8.GetBytes(text))}…)");
}
