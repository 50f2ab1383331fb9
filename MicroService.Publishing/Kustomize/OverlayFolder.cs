using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Publishing.Hardening;

namespace MicroService.Publishing.Kustomize;

/// <summary>
/// A folder below <c>overlays</c>: its kustomization patches the objects of the base; additional objects are files beside it.
/// </summary>
internal static class OverlayFolder
{
    public const string Parent = "overlays";

    public static IEnumerable<PublishedFile> Files(ApplicationVariant basis, ApplicationVariant overlay, string mark)
    {
        var folder = $"{Parent}/{overlay.Name}";
        var before = Objects(basis);
        var after = Objects(overlay);
        var added = after.Where(pair => !before.ContainsKey(pair.Key)).Select(pair => pair.Value).ToList();
        List<PublishedFile> files = [.. added.Select(node => New(folder, node, mark)).DistinctBy(file => file.Path)];
        var patches = before.SelectMany(pair => after.TryGetValue(pair.Key, out var changed) ? Change(pair.Value, changed) : [Removal(pair.Value)]);
        var resources = files.Select(file => Path.GetFileName(file.Path)).Prepend($"../../{BaseFolder.Name}");
        var kustomization = Kustomization.In(
            folder,
            mark,
            ("namespace", overlay.Namespace),
            ("resources", Kustomization.Sequence(resources.Select(resource => (Node)resource))),
            ("patches", Kustomization.Sequence(patches)));
        return [kustomization, .. files];
    }

    private static OrderedDictionary<(string Group, string Kind, string Name), MappingNode> Objects(ApplicationVariant variant)
    {
        var objects = new OrderedDictionary<(string, string, string), MappingNode>();
        foreach (var node in variant.Application.Files.SelectMany(file => file.Documents).Select(document => document.Root).OfType<MappingNode>())
        {
            objects.Add((GroupOf(node), node.Text("kind") ?? "", ObjectFileNames.NameOf(node)), node);
        }

        return objects;
    }

    private static IEnumerable<Node> Change(MappingNode before, MappingNode after)
    {
        if (TreeDifference.Between(before, after) is { Count: > 0 } operations)
        {
            yield return MappingNode.Of(("target", Target(before)), ("patch", Text(operations)));
        }
    }

    private static MappingNode Removal(MappingNode node)
    {
        var patch = MappingNode.Of(
            ("$patch", "delete"),
            ("apiVersion", node.Text("apiVersion") ?? ""),
            ("kind", node.Text("kind") ?? ""),
            ("metadata", MappingNode.Of(("name", ObjectFileNames.NameOf(node)))));
        return MappingNode.Of(("target", Target(node)), ("patch", ManifestDocument.Made(patch).Print()));
    }

    private static MappingNode Target(MappingNode node)
    {
        var target = new MappingNode();
        if (GroupOf(node) is { Length: > 0 } group)
        {
            target.Set("group", group);
        }

        target.Set("version", (node.Text("apiVersion") ?? "").Split('/')[^1]);
        target.Set("kind", node.Text("kind") ?? "");
        target.Set("name", ObjectFileNames.NameOf(node));
        return target;
    }

    private static string GroupOf(MappingNode node) => node.Text("apiVersion") is { } version && version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "";

    // Documents are mappings: print the list under a key and remove the key's line.
    private static string Text(IReadOnlyList<PatchOperation> operations)
    {
        var list = Kustomization.Sequence(operations.Select(operation => operation.Value is { } value
            ? MappingNode.Of(("op", operation.Op), ("path", operation.Path), ("value", value.Clone()))
            : MappingNode.Of(("op", operation.Op), ("path", operation.Path))));
        var printed = ManifestDocument.Made(MappingNode.Of(("patch", list))).Print();
        return printed[(printed.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    private static PublishedFile New(string folder, MappingNode node, string mark) =>
        new($"{folder}/{ObjectFileNames.NameOf(node).Replace(':', '-')}-{ObjectFileNames.KindOf(node)}.yaml", mark + ManifestDocument.Made(node).Print());
}
