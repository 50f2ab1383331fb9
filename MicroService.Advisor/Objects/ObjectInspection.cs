using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Checks that what was read are Kubernetes objects, so that there is something to audit.</summary>
internal static class ObjectInspection
{
    public static void Inspect(ManifestFile file, ManifestLimits limits, ProblemList problems)
    {
        var count = 0;
        foreach (var document in file.Documents)
        {
            if (document.Root is { } root && !IsSound(root, problems))
            {
                continue;
            }

            foreach (var candidate in ObjectGraph.ObjectsOf(file, document))
            {
                if (++count > limits.MaxObjects)
                {
                    problems.Malformed("too-many-objects", candidate.Root.Position, $"The file has more than {limits.MaxObjects:N0} objects; split it.");
                    return;
                }

                InspectObject(candidate, problems);
            }
        }

        if (count == 0 && problems.Count == 0)
        {
            problems.Invalid("no-objects", new Position(1, 1), "There is no Kubernetes object in here.");
        }
    }

    // False for a list whose items can't be told. A list is no object, so that no rule speaks of its fields.
    private static bool IsSound(MappingNode root, ProblemList problems)
    {
        if (root.Text("kind")?.EndsWith("List", StringComparison.Ordinal) != true || root["items"] is not { } items)
        {
            return true;
        }

        foreach (var repeated in root.Duplicates.Where(entry => entry.Name == "items"))
        {
            problems.Invalid("duplicate-key", repeated.Key.Position, "The key \"items\" appears twice in this list. Remove one.");
        }

        if (items is not SequenceNode sequence)
        {
            problems.Invalid("wrong-type", items.Position, $"items is {Words(items)}; Kubernetes takes a list.");
            return false;
        }

        foreach (var item in sequence.Items)
        {
            if (item is MappingNode mapping)
            {
                IsSound(mapping, problems);
            }
            else
            {
                problems.Invalid("wrong-type", item.Position, $"An item of a List is {Words(item)}; Kubernetes takes an object.");
            }
        }

        return true;
    }

    /// <summary>Reports what is no Kubernetes object, or a template of one.</summary>
    public static void InspectObject(KubernetesObject candidate, ProblemList problems)
    {
        var root = candidate.Root;
        // An object that has one of them is one, and a rule asks for the other.
        if (candidate.ApiVersion.Length == 0 && candidate.Kind.Length == 0)
        {
            problems.Invalid("not-kubernetes", root.Position, "This is not a Kubernetes object: apiVersion and kind are missing.");
            return;
        }

        var suspects = new[] { root.At("metadata", "name"), root.At("metadata", "namespace") }
            .Concat(candidate.Workload is { IsOfOperator: false } workload ? workload.Containers.Select(container => container.Node["image"]) : []);
        foreach (var suspect in suspects.OfType<ScalarNode>().Where(scalar => scalar.Value.Contains("{{", StringComparison.Ordinal)))
        {
            problems.Invalid("template", suspect.Position, SyntaxMessage.Template);
        }
    }

    private static string Words(Node node) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Kind: ScalarKind.String } scalar => $"the string \"{Wording.Cut(scalar.Value, 40)}\"",
        ScalarNode { Kind: ScalarKind.Boolean } scalar => $"the Boolean {scalar.Value} (quote it if a string is meant)",
        ScalarNode scalar => $"the number {scalar.Value} (quote it if a string is meant)",
        _ => "something else",
    };
}
