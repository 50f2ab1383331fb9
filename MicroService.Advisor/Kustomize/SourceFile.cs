using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Kustomize;

/// <summary>A file that a build reads: a resource, a patch or a kustomization.</summary>
public sealed class SourceFile
{
    private SourceFile(ManifestFile file, IReadOnlyList<Node> roots)
    {
        Original = file;
        Edited = file.Clone();
        Roots = roots;
    }

    /// <summary>The file as it was read.</summary>
    public ManifestFile Original { get; }

    /// <summary>The file with the fixes that were written into it.</summary>
    internal ManifestFile Edited { get; private set; }

    /// <summary>The root of each document, which is a sequence in a JSON patch.</summary>
    internal IReadOnlyList<Node> Roots { get; }

    /// <summary>Its name in findings.</summary>
    public string Name => Original.Name;

    /// <summary>Reads a file; null if it is not YAML or JSON.</summary>
    /// <param name="name">Its name in findings.</param>
    /// <param name="utf8">Its text. The file keeps it: don't reuse the memory.</param>
    public static SourceFile? Read(string name, ReadOnlyMemory<byte> utf8)
    {
        var limits = ManifestLimits.Unshared(utf8.Length);
        if (new ManifestReader(limits).Read(name, utf8).File is { } manifest)
        {
            return new SourceFile(manifest, [.. manifest.Documents.Select(document => document.Root).OfType<Node>()]);
        }

        // Kustomizations may leave out apiVersion and kind, and JSON patches are no objects.
        var problems = new ProblemList(name, limits.MaxProblems);
        var budget = new NodeBudget(limits.MaxNodes);
        var pool = new TextPool();
        var roots = DocumentSplitter.Split(Utf8Inspection.WithoutByteOrderMark(utf8))
            .Select(document => (Root: YamlTreeReader.Read(document, limits, budget, pool, problems), document.Utf8))
            .ToList();
        return problems.Count > 0 ? null : new SourceFile(
            new ManifestFile(name, roots.Select(document => new ManifestDocument(document.Root as MappingNode, document.Utf8, isJson: false))),
            [.. roots.Select(document => document.Root).OfType<Node>()]);
    }

    /// <summary>Takes back what was edited.</summary>
    internal void Reset() => Edited = Original.Clone();
}
