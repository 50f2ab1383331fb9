using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;

namespace MicroService.Advisor.Fixing;

/// <summary>What one fix alone would change in the text of the files, without changing anything.</summary>
public static class FixDifference
{
    private const int HeaderLines = 2;

    /// <summary>
    /// The changed lines with those around them: each begins with a space, + or -, and <c>@@</c> stands before each place but the first.
    /// </summary>
    /// <param name="fix">The fix, of a finding in this graph.</param>
    /// <param name="graph">The objects that were audited.</param>
    public static IReadOnlyList<string> Of(Fix fix, ObjectGraph graph)
    {
        ArgumentNullException.ThrowIfNull(fix);
        ArgumentNullException.ThrowIfNull(graph);
        var lines = new List<string>();
        foreach (var operations in fix.Operations.Where(static operation => operation.Target is not null)
            .GroupBy(operation => graph.OwnerOf(operation.Target!)?.Document).Where(static document => document.Key is not null))
        {
            var document = operations.Key!;
            var copy = new PartialCopy(document.Root!);
            // All are carried over before anything changes: an earlier step may move what a later one means.
            foreach (var operation in operations.Select(operation => operation.Onto(copy)).ToList())
            {
                operation.Apply();
            }

            Add(lines, document.Print(), document.With((MappingNode)copy.Root).Print());
        }

        foreach (var added in fix.Operations.OfType<AddObject>())
        {
            Add(lines, "", ManifestDocument.Made(added.Root, added.Beside.File.IsJson).Print());
        }

        return lines;
    }

    private static void Add(List<string> lines, string before, string after)
    {
        foreach (var (index, line) in UnifiedDiff.Between("", before, after).Skip(HeaderLines).Index())
        {
            if (!line.StartsWith("@@", StringComparison.Ordinal))
            {
                lines.Add(line.TrimEnd('\r'));
            }
            else if (index > 0 || lines.Count > 0)
            {
                lines.Add("@@");
            }
        }
    }
}
