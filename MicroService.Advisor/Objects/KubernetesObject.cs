using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>An object of a manifest: a document's root, or an item of a <c>List</c>.</summary>
public sealed class KubernetesObject
{
    /// <summary>The namespace of what writes none.</summary>
    internal const string DefaultNamespace = "default";

    private IReadOnlyList<Workload>? _workloads;

    internal KubernetesObject(ManifestFile file, ManifestDocument document, MappingNode root, ListedType? listed = null)
    {
        Listed = listed;
        File = file;
        Document = document;
        Root = root;
    }

    /// <summary>The objects of a document: one, or the items of a <c>List</c>.</summary>
    public static IEnumerable<KubernetesObject> In(ManifestFile file, ManifestDocument document)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(document);
        return ObjectGraph.ObjectsOf(file, document);
    }

    /// <summary>The file that holds the object.</summary>
    public ManifestFile File { get; }

    /// <summary>The document that holds the object.</summary>
    public ManifestDocument Document { get; }

    /// <summary>The object's own mapping; JSON pointers of findings and patches start here.</summary>
    public MappingNode Root { get; }

    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    public string ApiVersion => Root.Text("apiVersion") ?? Listed?.ApiVersion ?? "";

    /// <summary>The API group; empty for the core group.</summary>
    public string Group => GroupOf(ApiVersion);

    /// <summary>The kind, such as <c>Deployment</c>.</summary>
    public string Kind => Root.Text("kind") ?? Listed?.Kind ?? "";

    /// <summary>The name; <c>generateName</c> and <c>*</c> where there is none.</summary>
    public string Name => Metadata?.Text("name") ?? $"{Metadata?.Text("generateName")}*";

    /// <summary>The namespace as written; null if none is.</summary>
    public string? WrittenNamespace => Metadata?.Text("namespace");

    /// <summary>The namespace; <c>default</c> if none is written.</summary>
    public string Namespace => WrittenNamespace ?? DefaultNamespace;

    /// <summary>
    /// The namespace that the object is audited with, which a Namespace itself belongs to. What has no namespace is audited with
    /// <c>default</c>.
    /// </summary>
    public string AuditedNamespace => Kind == "Namespace" && Group.Length == 0 ? Name : Namespace;

    /// <summary>What the list around the object says that it is; null if the object says so itself.</summary>
    internal ListedType? Listed { get; }

    /// <summary>The metadata, or null.</summary>
    public MappingNode? Metadata => Root.Mapping("metadata");

    /// <summary>The labels, or null.</summary>
    public MappingNode? Labels => Metadata?.Mapping("labels");

    /// <summary>The annotations, or null.</summary>
    public MappingNode? Annotations => Metadata?.Mapping("annotations");

    /// <summary>
    /// True if the object came back from a cluster: it then has what no manifest may bring, such as ephemeral containers, and every
    /// default is filled in.
    /// </summary>
    public bool IsFromCluster =>
        Metadata is { } metadata && (metadata.Text("uid") is { Length: > 0 } || metadata.Sequence("managedFields") is { Items.Count: > 0 });

    /// <summary>The specification, or null.</summary>
    public MappingNode? Spec => Root.Mapping("spec");

    /// <summary>The object as something that runs pods, or null if it runs none; the first of <see cref="Workloads"/>.</summary>
    public Workload? Workload => Workloads is [var first, ..] ? first : null;

    /// <summary>
    /// A workload for each pod template of the object: custom resources may have several, such as a master's and a worker's.
    /// </summary>
    public IReadOnlyList<Workload> Workloads => _workloads ?? ReadWorkloads();

    /// <summary>Where to point for something that the object lacks: its name, else its start.</summary>
    public Node Anchor => (Node?)Metadata?.Scalar("name") ?? Root;

    // Of those who ask first at the same time, all get the same.
    private IReadOnlyList<Workload> ReadWorkloads()
    {
        var workloads = Workload.Of(this);
        return Interlocked.CompareExchange(ref _workloads, workloads, null) ?? workloads;
    }

    // Rules ask for it all the time: the usual ones cost nothing.
    private static string GroupOf(string apiVersion) => apiVersion switch
    {
        "v1" => "",
        "apps/v1" => "apps",
        "batch/v1" => "batch",
        "networking.k8s.io/v1" => "networking.k8s.io",
        "rbac.authorization.k8s.io/v1" => "rbac.authorization.k8s.io",
        "apiextensions.k8s.io/v1" => "apiextensions.k8s.io",
        _ => apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? apiVersion[..slash] : "",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}
