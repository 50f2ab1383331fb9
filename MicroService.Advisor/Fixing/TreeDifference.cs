using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixing;

/// <summary>The JSON patch (RFC 6902) that turns one tree into another.</summary>
public static class TreeDifference
{
    /// <summary>The operations, to be applied in this order; none if both hold the same data.</summary>
    /// <param name="before">The tree as it was.</param>
    /// <param name="after">The tree as it is to be.</param>
    /// <param name="path">The JSON pointer of both in the document that the patch is for.</param>
    public static IReadOnlyList<PatchOperation> Between(Node before, Node after, string path = "")
    {
        var operations = new List<PatchOperation>();
        Compare(before, after, path, operations);
        return operations;
    }

    private static void Compare(Node before, Node after, string path, List<PatchOperation> operations)
    {
        // A partial copy shares what did not change.
        if (ReferenceEquals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (MappingNode left, MappingNode right):
                CompareMappings(left, right, path, operations);
                break;
            case (SequenceNode left, SequenceNode right):
                CompareSequences(left, right, path, operations);
                break;
            default:
                if (!before.DataEquals(after))
                {
                    operations.Add(new PatchOperation("replace", path, after));
                }

                break;
        }
    }

    private static void CompareMappings(MappingNode before, MappingNode after, string path, List<PatchOperation> operations)
    {
        foreach (var entry in before.Entries)
        {
            if (after.FindWritten(entry.Name) is null)
            {
                operations.Add(new PatchOperation("remove", Join(path, entry.Name), null));
            }
        }

        foreach (var entry in after.Entries)
        {
            if (before.FindWritten(entry.Name)?.Value is { } old)
            {
                if (!ReferenceEquals(old, entry.Value))
                {
                    Compare(old, entry.Value, Join(path, entry.Name), operations);
                }
            }
            else
            {
                operations.Add(new PatchOperation("add", Join(path, entry.Name), entry.Value));
            }
        }
    }

    // What both have in front and behind stays; what differs between is changed item by item, and the rest removed or added.
    private static void CompareSequences(SequenceNode before, SequenceNode after, string path, List<PatchOperation> operations)
    {
        var left = before.Items;
        var right = after.Items;
        var start = 0;
        while (start < left.Count && start < right.Count && left[start].DataEquals(right[start]))
        {
            start++;
        }

        var end = 0;
        while (end < left.Count - start && end < right.Count - start && left[^(end + 1)].DataEquals(right[^(end + 1)]))
        {
            end++;
        }

        var common = Math.Min(left.Count, right.Count) - start - end;
        for (var i = start; i < start + common; i++)
        {
            Compare(left[i], right[i], Join(path, i), operations);
        }

        for (var i = left.Count - end - 1; i >= start + common; i--)
        {
            operations.Add(new PatchOperation("remove", Join(path, i), null));
        }

        for (var i = start + common; i < right.Count - end; i++)
        {
            operations.Add(new PatchOperation("add", Join(path, i), right[i]));
        }
    }

    private static string Join(string path, string key) => $"{path}/{JsonPointer.Escape(key)}";

    private static string Join(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");
}
