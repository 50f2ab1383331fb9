using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Kustomize;

/// <summary>What kustomize built from a folder, with the places in its sources that everything comes from.</summary>
/// <remarks>The build is asked for the annotations that name them (kustomize documentation, buildMetadata), which are taken out
/// again.</remarks>
public sealed class KustomizeBuild
{
    private const string OriginAnnotation = "config.kubernetes.io/origin";
    private const string TransformationsAnnotation = "alpha.config.kubernetes.io/transformations";

    private KustomizeBuild(string folder, IReadOnlyList<ManifestFile> files, IReadOnlyList<BuiltObject> objects)
    {
        Folder = folder;
        Files = files;
        Objects = objects;
    }

    /// <summary>The settings that a kustomization needs for its build to say where everything comes from.</summary>
    public const string BuildMetadata = "buildMetadata: [originAnnotations, transformerAnnotations]\n";

    /// <summary>The folder's name in messages.</summary>
    public string Folder { get; }

    /// <summary>A file for each object, named for the source that the object is written in.</summary>
    public IReadOnlyList<ManifestFile> Files { get; }

    /// <summary>The objects, one of each file.</summary>
    internal IReadOnlyList<BuiltObject> Objects { get; }

    /// <summary>Reads what a build printed.</summary>
    /// <param name="folder">The folder's name in messages.</param>
    /// <param name="output">The objects as YAML. The files keep it: don't reuse the memory.</param>
    /// <param name="kustomization">The folder's own kustomization file.</param>
    /// <param name="open">Opens a source by its path as the annotations have it; null if it is not here.</param>
    /// <returns>The build, or why what was printed can't be audited.</returns>
    public static (KustomizeBuild? Build, IReadOnlyList<Problem> Problems) Read(
        string folder, ReadOnlyMemory<byte> output, SourceFile kustomization, Func<string, SourceFile?> open)
    {
        ArgumentNullException.ThrowIfNull(kustomization);
        ArgumentNullException.ThrowIfNull(open);
        var reading = new ManifestReader(ManifestLimits.Unshared(output.Length)).Read(folder, output);
        if (reading.File is not { } printed)
        {
            return (null, reading.Problems);
        }

        var files = new List<ManifestFile>();
        var objects = new List<BuiltObject>();
        foreach (var document in printed.Documents)
        {
            if (document.Root is { } root)
            {
                var built = Trace(root, kustomization, open);
                var file = new ManifestFile(built.Start.Source, [document])
                {
                    Elsewhere = new Dictionary<Node, string>(ReferenceEqualityComparer.Instance),
                };
                new BuildPositions(built, file).Assign();
                objects.Add(built);
                files.Add(file);
            }
        }

        return (new KustomizeBuild(folder, files, objects), []);
    }

    private static BuiltObject Trace(MappingNode root, SourceFile kustomization, Func<string, SourceFile?> open)
    {
        var origin = Annotation(root, OriginAnnotation) as MappingNode;
        var transformations = Annotation(root, TransformationsAnnotation) as SequenceNode;
        RemoveAnnotations(root);
        var source = origin?.Text("path") is { } path && !origin.Has("repo") ? open(path) : null;
        var index = source is null ? -1 : IndexIn(source, root);
        var written = index < 0 ? null : BuiltObject.ObjectsOf(source!.Original).ElementAt(index);
        var name = root.Mapping("metadata")?.Text("name") ?? "";
        var generator = origin?.Text("configuredIn") is { } configuredIn && open(configuredIn) is { } configured ? Kustomization.Of(configured) : null;
        var start = written is not null ? new SourcePlace(source!.Name, written.Root.Position)
            : generator?.GeneratorOf(name) ?? new SourcePlace(kustomization.Name, new Position(1, 1));
        return new BuiltObject(root, written is null ? null : source, index, Layers(root, written?.Name ?? name, transformations, open), start);
    }

    private static List<KustomizeLayer> Layers(MappingNode root, string sourceName, SequenceNode? transformations, Func<string, SourceFile?> open)
    {
        var layers = new List<KustomizeLayer>();
        var paths = (transformations?.Items.OfType<MappingNode>() ?? []).Select(transformation => transformation.Text("configuredIn")).OfType<string>();
        foreach (var path in paths.Distinct())
        {
            if (open(path) is not { } file || Kustomization.Of(file) is not { } kustomization)
            {
                continue;
            }

            var folder = path[..(path.LastIndexOf('/') + 1)];
            var patches = kustomization.Patches(relative => open(folder + relative)).Where(patch => patch.IsFor(root, sourceName));
            layers.Add(new KustomizeLayer(kustomization, [.. patches], [.. kustomization.Replacements(relative => open(folder + relative))]));
        }

        return layers;
    }

    // Prefixes and suffixes lengthen names; the longest that fits is meant.
    private static int IndexIn(SourceFile source, MappingNode root)
    {
        var (kind, name, ns) = (root.Text("kind"), root.Mapping("metadata")?.Text("name") ?? "", root.Mapping("metadata")?.Text("namespace"));
        var candidates = BuiltObject.ObjectsOf(source.Original).Index().Where(candidate => candidate.Item.Kind == kind).ToList();
        var named = candidates.Where(candidate => name.Contains(candidate.Item.Name, StringComparison.Ordinal)).ToList();
        return named.Count > 0 ? named.MaxBy(candidate => (candidate.Item.Name.Length, candidate.Item.WrittenNamespace == ns ? 1 : 0)).Index
            : candidates.Count == 1 ? candidates[0].Index
            : -1;
    }

    private static Node? Annotation(MappingNode root, string name) =>
        root.At("metadata", "annotations", name) is ScalarNode text
        && SourceFile.Read(name, Encoding.UTF8.GetBytes(text.Value)) is { Roots: [var first, ..] }
            ? first
            : null;

    private static void RemoveAnnotations(MappingNode root)
    {
        if (root.At("metadata", "annotations") is MappingNode annotations
            && annotations.Remove(OriginAnnotation) | annotations.Remove(TransformationsAnnotation)
            && annotations.Entries.Count == 0)
        {
            root.Mapping("metadata")!.Remove("annotations");
        }
    }
}
