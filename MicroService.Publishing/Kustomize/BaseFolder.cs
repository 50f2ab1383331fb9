using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Kustomize;

/// <summary>The folder <c>base</c>: a folder for each workload, a file for each object.</summary>
internal static class BaseFolder
{
    public const string Name = "base";

    public static IEnumerable<PublishedFile> Files(ApplicationVariant variant, string mark)
    {
        var shared = variant.Application.Files.Single(file => file.Name == NamespaceFile.Name);
        var workloads = variant.Application.Files.Where(file => file.Name != NamespaceFile.Name).ToList();
        var sharedFiles = Objects(shared, Name, variant.Model.Name, mark);
        var resources = sharedFiles.Select(file => Path.GetFileName(file.Path)).Concat(workloads.Select(file => file.Name));
        return
        [
            Kustomization.In(Name, mark, ("resources", Kustomization.Sequence(resources.Select(resource => (Node)resource))), ("images", Images(variant.Model))),
            .. sharedFiles,
            .. workloads.SelectMany(workload => WorkloadFiles(workload, mark)),
        ];
    }

    private static IEnumerable<PublishedFile> WorkloadFiles(ManifestFile workload, string mark)
    {
        var folder = $"{Name}/{workload.Name}";
        var files = Objects(workload, folder, workload.Name, mark);
        return [Kustomization.In(folder, mark, ("resources", Kustomization.Sequence(files.Select(file => (Node)Path.GetFileName(file.Path))))), .. files];
    }

    private static IReadOnlyList<PublishedFile> Objects(ManifestFile file, string folder, string owner, string mark)
    {
        var objects = file.Documents.Select(document => document.Root).OfType<MappingNode>().ToList();
        return [.. objects.Zip(ObjectFileNames.Of(objects, owner), (node, name) => new PublishedFile($"{folder}/{name}", mark + ManifestDocument.Made(node).Print()))];
    }

    // One place for CI to set the built images: "kustomize edit set image".
    private static SequenceNode Images(ClusterModel model) =>
        Kustomization.Sequence(model.Workloads
            .Where(workload => workload.Image.IsBuilt)
            .Select(workload => workload.Image.Reference)
            .Distinct(StringComparer.Ordinal)
            .Select(reference =>
            {
                var (name, tag) = Split(reference);
                return MappingNode.Of(("name", name), ("newName", name), ("newTag", tag));
            }));

    // A colon before the last slash belongs to the registry's port.
    private static (string Name, string Tag) Split(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
    }
}
