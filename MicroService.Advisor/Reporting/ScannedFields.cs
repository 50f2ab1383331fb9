using System.Buffers;
using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Comparison;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// What was written of the objects of a part of a scan, as bytes that a later scan is compared with: two lines of JSON for each object, which
/// it is with a digest of its fields, and the fields.
/// </summary>
public static class ScannedFields
{
    private const byte LineEnd = (byte)'\n';

    // Of the format, so that there is always a line.
    private static ReadOnlySpan<byte> FirstLine => "1\n"u8;

    private static readonly JsonWriterOptions Options = new() { Encoder = ReportJson.Readable.Options.Encoder, SkipValidation = true };
    private static readonly ManifestLimits NoLimits = new() { MaxBytes = int.MaxValue, MaxNodes = int.MaxValue };

    /// <summary>Writes the objects; Secrets are not among them.</summary>
    /// <param name="report">The part.</param>
    /// <param name="limit">How many bytes of fields are written; of the objects beyond, the digest alone is.</param>
    public static byte[] Write(AuditReport report, int limit)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (all, fields) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        all.Write(FirstLine);
        var left = limit;
        foreach (var live in report.Graph.Objects.Where(live => IsKept(live, report.Graph)))
        {
            fields.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(fields, Options))
            {
                WrittenObject.Of(live).WriteTo(writer);
            }

            using (var writer = new Utf8JsonWriter(all, Options))
            {
                WriteHead(writer, ObjectReference.Of(live), WrittenObject.DigestOf(fields.WrittenSpan));
            }

            all.Write([LineEnd]);
            if (fields.WrittenCount <= left)
            {
                left -= fields.WrittenCount;
                all.Write(fields.WrittenSpan);
            }

            all.Write([LineEnd]);
        }

        return all.WrittenSpan.ToArray();
    }

    /// <summary>The objects that are in both, and not alike; without fields where those of one are not there.</summary>
    /// <param name="before">What <see cref="Write"/> wrote of the earlier scan.</param>
    /// <param name="now">What it wrote of the later one.</param>
    public static IEnumerable<ComparedObject> Compare(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> now)
    {
        var known = new Dictionary<ScannedObject, Entry>();
        foreach (var entry in Read(before))
        {
            known[ScannedObject.Of(entry.Object)] = entry;
        }

        foreach (var entry in Read(now))
        {
            var key = ScannedObject.Of(entry.Object);
            if (known.TryGetValue(key, out var other) && other.Digest != entry.Digest && Compare(other, entry) is { } fields)
            {
                yield return new ComparedObject(key.ToString(), ObjectChangeKind.Changed, fields);
            }
        }
    }

    // Null if nothing differs.
    private static IReadOnlyList<FieldChange>? Compare(Entry before, Entry now)
    {
        if (before.Fields.IsEmpty || now.Fields.IsEmpty)
        {
            return [];
        }

        if (TreeOf(before) is not { } older || TreeOf(now) is not { } newer)
        {
            return [];
        }

        return ObjectComparison.Compare(older, newer, before.Object.ApiVersion == now.Object.ApiVersion) is { Count: > 0 } changes ? changes : null;
    }

    private static MappingNode? TreeOf(Entry entry) =>
        new ManifestReader(NoLimits).ReadObject(entry.Fields, entry.Object.ApiVersion, entry.Object.Kind).File?.Documents[0].Root;

    private static bool IsKept(KubernetesObject live, ObjectGraph graph) =>
        !graph.IsForeign(live) && !graph.IsMadeByCluster(live) && live is not { Group: "", Kind: "Secret" };

    private static void WriteHead(Utf8JsonWriter writer, ObjectReference reference, string digest)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(reference.ApiVersion);
        writer.WriteStringValue(reference.Kind);
        writer.WriteStringValue(reference.Namespace);
        writer.WriteStringValue(reference.Name);
        writer.WriteStringValue(digest);
        writer.WriteEndArray();
    }

    private static IEnumerable<Entry> Read(ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes.Span.StartsWith(FirstLine) ? bytes[FirstLine.Length..] : default;
        while (!rest.IsEmpty)
        {
            var (head, fields) = (Next(ref rest), Next(ref rest));
            using var document = JsonDocument.Parse(head);
            var parts = document.RootElement;
            yield return new Entry(
                new ObjectReference(parts[0].GetString()!, parts[1].GetString()!, parts[2].GetString(), parts[3].GetString()!),
                parts[4].GetString()!,
                fields);
        }
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf(LineEnd);
        var line = rest[..(end < 0 ? rest.Length : end)];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    private readonly record struct Entry(ObjectReference Object, string Digest, ReadOnlyMemory<byte> Fields);
}
