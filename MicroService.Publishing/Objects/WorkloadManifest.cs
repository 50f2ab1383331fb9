using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The objects of one workload while they are hardened.</summary>
internal sealed class WorkloadManifest
{
    // Leaves room for a number within the 63 characters of a label.
    private const int LongestStem = 59;

    private const string NameLabel = "app.kubernetes.io/name";

    private WorkloadManifest(ClusterWorkload workload, ManifestFile file, MappingNode root, MappingNode container)
    {
        Workload = workload;
        File = file;
        Root = root;
        Container = container;
    }

    public ClusterWorkload Workload { get; }

    /// <summary>The file that holds all objects of the workload.</summary>
    public ManifestFile File { get; }

    /// <summary>The Deployment, StatefulSet or Job.</summary>
    public MappingNode Root { get; }

    /// <summary>The container of the workload's image.</summary>
    public MappingNode Container { get; }

    public string Namespace => Root.Mapping("metadata")?.Text("namespace") ?? "default";

    public MappingNode Spec => Root.Ensure("spec");

    public MappingNode Template => Spec.Ensure("template");

    public MappingNode PodSpec => Template.Ensure("spec");

    /// <summary>The labels that distinguish the pods from those of other workloads.</summary>
    public MappingNode PodLabels
    {
        get
        {
            var labels = Template.Ensure("metadata", "labels");
            return Spec.Mapping("selector")?.Mapping("matchLabels") is { Entries.Count: > 0 } selected ? selected.Copy()
                : labels.Text(NameLabel) is { } name ? MappingNode.Of((NameLabel, name))
                : labels.Copy();
        }
    }

    /// <summary>The workload's objects in a file; null if the file doesn't have its Deployment, StatefulSet or Job.</summary>
    public static WorkloadManifest? Of(ClusterWorkload workload, ManifestFile file)
    {
        var root = file.Documents.Select(document => document.Root).OfType<MappingNode>()
            .FirstOrDefault(root => root.Text("kind") == workload.Kind.ToString() && root.Mapping("metadata")?.Text("name") == workload.Name);
        var container = (root?.At("spec", "template", "spec") as MappingNode)?.Mappings("containers").FirstOrDefault();
        return container is null ? null : new WorkloadManifest(workload, file, root!, container);
    }

    /// <summary>Metadata for an object that belongs to the workload: its namespace and labels.</summary>
    public MappingNode MetadataOf(string name)
    {
        var metadata = MappingNode.Of(("name", name), ("namespace", Namespace));
        if (Root.Mapping("metadata")?.Mapping("labels") is { Entries.Count: > 0 } labels)
        {
            metadata.Set("labels", labels.Copy());
        }

        return metadata;
    }

    /// <summary>A unique name for a volume of the pod.</summary>
    public string FreeVolumeName(string wish)
    {
        var taken = PodSpec.Mappings("volumes").Select(volume => volume.Text("name"))
            .Concat(Spec.Mappings("volumeClaimTemplates").Select(claim => claim.Mapping("metadata")?.Text("name"))).ToHashSet(StringComparer.Ordinal);
        var stem = wish.Length > LongestStem ? wish[..LongestStem].TrimEnd('-') : wish;
        var name = wish;
        for (var number = 2; taken.Contains(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        }

        return name;
    }

    /// <summary>The object of a kind and name in the workload's file, or null.</summary>
    public MappingNode? Find(string kind, string name) =>
        File.Documents.Select(document => document.Root).OfType<MappingNode>()
            .FirstOrDefault(root => root.Text("kind") == kind && root.Mapping("metadata")?.Text("name") == name);

    /// <summary>Removes an object from the workload's file.</summary>
    public void Remove(string kind, string name)
    {
        if (File.Documents.FirstOrDefault(document => ReferenceEquals(document.Root, Find(kind, name))) is { } document)
        {
            File.Remove(document);
        }
    }

    /// <summary>Adds an object to the workload's file, unless it has one of that kind and name.</summary>
    public void Add(MappingNode root)
    {
        if (Find(root.Text("kind")!, root.Mapping("metadata")!.Text("name")!) is null)
        {
            File.Add(ManifestDocument.Made(root));
        }
    }
}
