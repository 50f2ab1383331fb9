using System.Text.Json;
using System.Text.Json.Nodes;

namespace MicroService.Tests.Advisor.Validity;

/// <summary>What a real API server said to an object.</summary>
/// <param name="Name">What was sent, for failures.</param>
/// <param name="Text">The object.</param>
/// <param name="IsAccepted">Whether the server took it.</param>
/// <param name="Reason">Why it refused it: the first cause, or its message.</param>
/// <param name="Version">The version of the server; null for the newest.</param>
internal sealed record Verdict(string Name, string Text, bool IsAccepted, string Reason, string? Version)
{
    /// <summary>True if the server took the object with a warning.</summary>
    public bool IsWarned { get; private init; }

    /// <summary>True if the server could not decode the object, or did not know its kind.</summary>
    public bool IsDecoding => !IsAccepted && !Reason.StartsWith("Field", StringComparison.Ordinal);

    /// <summary>The changes of <c>mutations.jsonl</c>; with <paramref name="olderVersions"/> what older servers said instead.</summary>
    public static IEnumerable<Verdict> OfMutations(string folder, bool olderVersions)
    {
        var bases = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "bases.json")))!.AsObject();
        foreach (var line in File.ReadLines(Path.Combine(folder, "mutations.jsonl")))
        {
            var mutation = JsonNode.Parse(line)!;
            if (olderVersions && mutation["accepted_by"] is null)
            {
                continue;
            }

            var root = bases[(string)mutation["base"]!]!.DeepClone();
            foreach (var step in mutation["steps"]!.AsArray())
            {
                Apply(root, step!.AsArray());
            }

            var name = $"{mutation["base"]} {mutation["steps"]!.ToJsonString()}";
            if (!olderVersions)
            {
                yield return new Verdict(name, root.ToJsonString(), (bool)mutation["accepted"]!, ReasonOf(mutation), null) { IsWarned = WarnsOf(mutation) };
                continue;
            }

            foreach (var (version, accepted) in mutation["accepted_by"]!.AsObject())
            {
                yield return new Verdict($"{version}: {name}", root.ToJsonString(), (bool)accepted!, ReasonOf(mutation), version);
            }
        }
    }

    /// <summary>The documents of <c>documents.jsonl</c>, whose texts are in the corpus' folder <c>kubernetes</c>.</summary>
    public static IEnumerable<Verdict> OfDocuments(string folder)
    {
        var texts = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, "documents.jsonl")))
        {
            var document = JsonNode.Parse(line)!;
            var file = (string)document["file"]!;
            if (!texts.TryGetValue(file, out var parts))
            {
                texts[file] = parts = [.. Split(File.ReadAllText(Path.Combine(folder, "..", "kubernetes", file)))];
            }

            yield return new Verdict($"{file}#{document["document"]}", parts[(int)document["document"]!], (bool)document["accepted"]!, ReasonOf(document), null)
            {
                IsWarned = WarnsOf(document),
            };
        }
    }

    private static bool WarnsOf(JsonNode verdict) => verdict["warnings"]?.AsArray().Count > 0;

    private static string ReasonOf(JsonNode verdict) =>
        (string?)verdict["message"] ?? (verdict["causes"]?.AsArray().FirstOrDefault() is { } cause ? $"{cause["reason"]} {cause["field"]}: {cause["message"]}" : "");

    private static void Apply(JsonNode root, JsonArray step)
    {
        var path = step[1]!.AsArray();
        var at = root;
        foreach (var key in path.SkipLast(1))
        {
            at = key!.GetValueKind() == JsonValueKind.Number ? at[(int)key]! : at[(string)key!]!;
        }

        var (operation, last, value) = ((string)step[0]!, path[^1]!, step[2]?.DeepClone());
        switch (at)
        {
            case JsonArray array when operation == "remove":
                array.RemoveAt((int)last);
                break;
            case JsonArray array when operation == "append":
                array[(int)last]!.AsArray().Add(value);
                break;
            case JsonArray array:
                array[(int)last] = value;
                break;
            case JsonObject mapping when operation == "remove":
                mapping.Remove((string)last!);
                break;
            case JsonObject mapping when operation == "rename":
                var entries = mapping.ToList();
                mapping.Clear();
                foreach (var (key, entry) in entries)
                {
                    mapping[key == (string)last! ? (string)value! : key] = entry;
                }

                break;
            case JsonObject mapping when operation == "append":
                mapping[(string)last!]!.AsArray().Add(value);
                break;
            case JsonObject mapping:
                mapping[(string)last!] = value;
                break;
            default:
                throw new InvalidOperationException($"There is nothing at {path.ToJsonString()}.");
        }
    }

    // As the recording counted them: documents of nothing but comments don't count.
    private static IEnumerable<string> Split(string text)
    {
        var part = new List<string>();
        foreach (var line in text.Split('\n').Append("---"))
        {
            if (line.TrimEnd() != "---" && !line.StartsWith("--- ", StringComparison.Ordinal))
            {
                part.Add(line);
                continue;
            }

            if (part.Exists(candidate => candidate.Trim().Length > 0 && !candidate.Trim().StartsWith('#')))
            {
                yield return string.Join('\n', part);
            }

            part.Clear();
        }
    }
}
