using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Fixing;

/// <summary>What changes in one object, or an object that is new.</summary>
/// <param name="Object">The object as it was; of a new one, as it is to be.</param>
/// <param name="IsNew">True if the object is to be created: then there are no operations.</param>
/// <param name="Operations">The JSON patch (RFC 6902) against the object as it was.</param>
public sealed record ObjectPatch(KubernetesObject Object, bool IsNew, IReadOnlyList<PatchOperation> Operations)
{
    /// <summary>What one fix alone would change, without changing anything.</summary>
    /// <param name="fix">The fix, of a finding in this graph.</param>
    /// <param name="graph">The objects that were audited.</param>
    public static IReadOnlyList<ObjectPatch> Of(Fix fix, ObjectGraph graph)
    {
        ArgumentNullException.ThrowIfNull(fix);
        ArgumentNullException.ThrowIfNull(graph);
        var patches = new List<ObjectPatch>();
        foreach (var operations in fix.Operations.Where(operation => operation.Target is not null).GroupBy(operation => graph.OwnerOf(operation.Target!)))
        {
            if (operations.Key is not { } owner)
            {
                continue;
            }

            // Only what the steps change is copied and compared: objects are large, fixes small.
            var changed = operations.Select(operation => operation.Target!).Aggregate(InnermostAround);
            var copy = new PartialCopy(changed);
            // All are carried over before anything changes: an earlier step may move what a later one means.
            foreach (var operation in operations.Select(operation => operation.Onto(copy)).ToList())
            {
                operation.Apply();
            }

            patches.Add(new ObjectPatch(owner, IsNew: false, TreeDifference.Between(changed, copy.Root, changed.PointerFrom(owner.Root))));
        }

        patches.AddRange(fix.Operations.OfType<AddObject>().Select(add => New(add.Beside.File, add.Root)));
        return patches;
    }

    internal static IEnumerable<ObjectPatch> Between(ManifestFile before, ManifestFile after)
    {
        for (var i = 0; i < after.Documents.Count; i++)
        {
            var fixedObjects = ObjectGraph.ObjectsOf(after, after.Documents[i]).ToList();
            var originals = i < before.Documents.Count ? ObjectGraph.ObjectsOf(before, before.Documents[i]).ToList() : [];
            foreach (var (original, changed) in originals.Zip(fixedObjects))
            {
                if (TreeDifference.Between(original.Root, changed.Root) is { Count: > 0 } operations)
                {
                    yield return new ObjectPatch(original, IsNew: false, operations);
                }
            }

            foreach (var added in fixedObjects.Skip(originals.Count))
            {
                yield return New(added.File, added.Root);
            }
        }
    }

    private static Node InnermostAround(Node first, Node second)
    {
        if (ReferenceEquals(first, second))
        {
            return first;
        }

        var around = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        for (var node = first; node is not null; node = node.Parent)
        {
            around.Add(node);
        }

        var common = second;
        while (!around.Contains(common))
        {
            common = common.Parent!;
        }

        return common;
    }

    private static ObjectPatch New(ManifestFile file, MappingNode root) =>
        new(new KubernetesObject(file, ManifestDocument.Made(root), root), IsNew: true, []);
}
