using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Kustomize;

/// <summary>An object that a build printed, and what it was built from.</summary>
/// <param name="Root">The object as it was printed.</param>
/// <param name="Source">The file of the resource; null if a generator made the object, or the file is not here.</param>
/// <param name="Index">Which of the file's objects it is.</param>
/// <param name="Layers">The kustomizations that transformed it, from the inside out.</param>
/// <param name="Start">Where the object is written, or what makes it.</param>
internal sealed record BuiltObject(MappingNode Root, SourceFile? Source, int Index, IReadOnlyList<KustomizeLayer> Layers, SourcePlace Start)
{
    /// <summary>The resource as it was read, or null.</summary>
    public KubernetesObject? Written { get; } = Source is null ? null : ObjectsOf(Source.Original).ElementAt(Index);

    /// <summary>
    /// The resource with the fixes that were written into it, or null. Objects that fixes add to a document stand behind its own.
    /// </summary>
    public KubernetesObject? Edited
    {
        get
        {
            if (Written is not { } written)
            {
                return null;
            }

            var documents = Source!.Original.Documents;
            var document = Enumerable.Range(0, documents.Count).First(index => ReferenceEquals(documents[index], written.Document));
            var ordinal = ObjectGraph.ObjectsOf(Source.Original, written.Document)
                .TakeWhile(candidate => !ReferenceEquals(candidate.Root, written.Root)).Count();
            return ObjectGraph.ObjectsOf(Source.Edited, Source.Edited.Documents[document]).ElementAt(ordinal);
        }
    }

    /// <summary>Where a replacement writes the field that these steps lead to; null if none does.</summary>
    public SourcePlace? ReplacedAt(IReadOnlyList<string> steps) =>
        Layers.Reverse().SelectMany(static layer => layer.Replacements)
            .Select(replacement => replacement.Writes(steps, Root, Written?.Name ?? "")).FirstOrDefault(static place => place is not null);

    /// <summary>All objects of a file.</summary>
    public static IEnumerable<KubernetesObject> ObjectsOf(ManifestFile file) =>
        file.Documents.SelectMany(document => ObjectGraph.ObjectsOf(file, document));
}

/// <summary>A kustomization that transformed an object, with its patches of that object.</summary>
/// <param name="Kustomization">The kustomization.</param>
/// <param name="Patches">Its patches, in their order.</param>
/// <param name="Replacements">Its replacements, which come after the patches.</param>
internal sealed record KustomizeLayer(Kustomization Kustomization, IReadOnlyList<Patch> Patches, IReadOnlyList<Replacement> Replacements);
