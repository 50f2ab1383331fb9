using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Checks that what was read are Kubernetes objects, with fields of the types that the API server takes.</summary>
internal static class ObjectInspection
{
    private static readonly string[] Required = ["apiVersion", "kind"];

    public static void Inspect(ManifestFile file, ManifestLimits limits, ProblemList problems)
    {
        var count = 0;
        foreach (var document in file.Documents)
        {
            if (document.Root is { } root && root.Text("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && root["items"] is { } items)
            {
                InspectList(items, problems);
                if (items is not SequenceNode)
                {
                    continue;
                }
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

    private static void InspectList(Node items, ProblemList problems)
    {
        if (items is not SequenceNode sequence)
        {
            problems.Invalid("wrong-type", items.Position, $"items is {Words(items)}; Kubernetes takes a list.");
            return;
        }

        foreach (var item in sequence.Items.Where(item => item is not MappingNode))
        {
            problems.Invalid("wrong-type", item.Position, $"An item of a List is {Words(item)}; Kubernetes takes an object.");
        }
    }

    private static void InspectObject(KubernetesObject candidate, ProblemList problems)
    {
        var root = candidate.Root;
        var missing = Required.Where(key => root.Text(key) is null).ToArray();
        if (missing.Length > 0)
        {
            problems.Invalid("not-kubernetes", root.Position, $"This is no Kubernetes object: {string.Join(" and ", missing)} {(missing.Length == 1 ? "is" : "are")} missing.");
            return;
        }

        Check(root, ObjectShapes.Of(candidate.Kind, candidate.Group), "", problems);
        if (!IsNameless(candidate) && (root["metadata"] is null or ScalarNode { IsNull: true } || (candidate.Metadata is { } metadata && !IsNamed(metadata))))
        {
            problems.Invalid("missing-name", (root["metadata"] ?? root).Position, "metadata.name is missing.");
        }

        var suspects = new[] { root.At("metadata", "name"), root.At("metadata", "namespace") }
            .Concat(candidate.Workload?.Containers.Select(container => container.Node["image"]) ?? []);
        foreach (var suspect in suspects.OfType<ScalarNode>().Where(scalar => scalar.Value.Contains("{{", StringComparison.Ordinal)))
        {
            problems.Invalid("template", suspect.Position, SyntaxMessage.Template);
        }
    }

    // Kustomizations are read by kustomize and never reach a cluster.
    private static bool IsNameless(KubernetesObject candidate) => candidate.Group == "kustomize.config.k8s.io";

    // A name of the wrong type is reported as such, not as missing.
    private static bool IsNamed(MappingNode metadata) =>
        metadata["name"] is not (null or ScalarNode { IsNull: true }) || metadata.Text("generateName") is not null;

    private static void Check(Node node, Shape shape, string path, ProblemList problems)
    {
        // Null means absent, as it does to the API server.
        if (node is ScalarNode { IsNull: true })
        {
            return;
        }

        switch (shape)
        {
            case Shape.ObjectShape fields when node is MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    if (fields.Fields.TryGetValue(entry.Key.Value, out var field))
                    {
                        Check(entry.Value, field, path.Length == 0 ? entry.Key.Value : $"{path}.{entry.Key.Value}", problems);
                    }
                }

                break;
            case Shape.MapShape map when node is MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    Check(entry.Value, map.Value, $"{path}.{entry.Key.Value}", problems);
                }

                break;
            case Shape.ListShape list when node is SequenceNode sequence:
                for (var i = 0; i < sequence.Items.Count; i++)
                {
                    if (sequence.Items[i] is ScalarNode { IsNull: true } empty)
                    {
                        problems.Invalid("wrong-type", empty.Position, $"{path}[{i}] is empty; give it a value or remove it.");
                    }

                    Check(sequence.Items[i], list.Item, $"{path}[{i}]", problems);
                }

                break;
            case Shape.ScalarShape when node is ScalarNode scalar && Fits(scalar, shape):
                break;
            default:
                problems.Invalid("wrong-type", node.Position, $"{path} is {Words(node)}; Kubernetes takes {Words(shape)}.");
                break;
        }
    }

    private static bool Fits(ScalarNode scalar, Shape shape) =>
        shape == Shape.Text ? scalar.Kind == ScalarKind.String
        : shape == Shape.Flag ? scalar.Kind == ScalarKind.Boolean
        : shape == Shape.Integer ? scalar.AsInteger is not null
        : shape == Shape.IntegerOrText ? scalar.Kind == ScalarKind.String || scalar.AsInteger is not null
        : scalar.Kind != ScalarKind.Boolean && Quantity.TryParse(scalar.Value, out _);

    private static string Words(Node node) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Kind: ScalarKind.String } scalar => $"the string \"{(scalar.Value.Length <= 40 ? scalar.Value : scalar.Value[..40] + "…")}\"",
        ScalarNode { Kind: ScalarKind.Boolean } scalar => $"the Boolean {scalar.Value} (quote it if a string is meant)",
        ScalarNode scalar => $"the number {scalar.Value} (quote it if a string is meant)",
        _ => "something else",
    };

    private static string Words(Shape shape) => shape switch
    {
        Shape.ScalarShape scalar => scalar.Words,
        Shape.ListShape => "a list",
        _ => "a mapping",
    };
}
