using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>A container of a workload's pods.</summary>
public sealed class Container
{
    private static readonly string[] CommandFields = ["command", "args"];

    private StrongBox<(string Text, ImageReference Reference)>? _image;

    internal Container(Workload workload, MappingNode node, bool isInit, bool isEphemeral = false)
    {
        Workload = workload;
        Node = node;
        IsInit = isInit;
        IsEphemeral = isEphemeral;
    }

    /// <summary>The workload.</summary>
    public Workload Workload { get; }

    /// <summary>The container's mapping.</summary>
    public MappingNode Node { get; }

    /// <summary>True for an entry of <c>initContainers</c>.</summary>
    public bool IsInit { get; }

    /// <summary>True for an entry of <c>ephemeralContainers</c>, which debug a running pod and can't be changed.</summary>
    public bool IsEphemeral { get; }

    /// <summary>True for a native sidecar: an init container that restarts always (KEP-753).</summary>
    public bool IsSidecar => IsInit && Node.Text("restartPolicy") == "Always";

    /// <summary>True if the container runs as long as the pod does.</summary>
    public bool IsLongRunning => !IsInit || IsSidecar;

    /// <summary>The name, of a workflow's step that of the step; empty if there is none.</summary>
    public string Name => Node.Text("name") ?? (Workload.IsStep ? Workload.PodSpec.Text("name") : null) ?? "";

    /// <summary>What a sentence calls the container: its name, or which of the pod's containers it is.</summary>
    internal string Called => Name.Length > 0 ? Name
        : Node.Parent is SequenceNode { Parent: MappingNode pod } containers ? Ordinal.Container(pod.KeyOf(containers), containers.IndexOf(Node))
        : "a container without a name";

    /// <summary>The image reference; empty if there is none.</summary>
    public ImageReference Image
    {
        get
        {
            // Many rules ask, and a fix may have changed it.
            var (text, known) = (Node.Text("image") ?? "", _image);
            if (known is null || !ReferenceEquals(known.Value.Text, text))
            {
                _image = known = new((text, ImageReference.Parse(text.Trim())));
            }

            return known.Value.Reference;
        }
    }

    /// <summary>The declared ports.</summary>
    public IEnumerable<MappingNode> Ports => Node.Mappings("ports");

    /// <summary>The environment variables.</summary>
    public IEnumerable<MappingNode> Environment => Node.Mappings("env");

    /// <summary>The words of <c>command</c> and <c>args</c>.</summary>
    public IEnumerable<ScalarNode> CommandLine =>
        CommandFields.SelectMany(list => Node.Sequence(list)?.Items.OfType<ScalarNode>() ?? []);

    /// <summary>The volume mounts.</summary>
    public IEnumerable<MappingNode> VolumeMounts => Node.Mappings("volumeMounts");

    /// <summary>The container's security context, or null.</summary>
    public MappingNode? SecurityContext => Node.Mapping("securityContext");

    /// <summary>The environment variable of a name, or null.</summary>
    public MappingNode? Variable(string name)
    {
        var variables = Node.Sequence("env")?.Items ?? [];
        for (var i = variables.Count - 1; i >= 0; i--)
        {
            if (variables[i] is MappingNode variable && variable.Text("name") == name)
            {
                return variable;
            }
        }

        return null;
    }

    /// <summary>
    /// The requested amount of a resource such as <c>cpu</c>, or null if none is readable. What the API server filled in from the limit,
    /// as it does in pods, does not count.
    /// </summary>
    public Quantity? Request(string resource) =>
        Quantity.Of(Node.At("resources", "requests", resource)) is { } request && !IsFilledIn(resource, request) ? request : null;

    /// <summary>The limit of a resource such as <c>memory</c>, or null if none is readable.</summary>
    public Quantity? Limit(string resource) => Quantity.Of(Node.At("resources", "limits", resource));

    /// <summary>
    /// True if an amount is written that nobody can read, such as a misspelt one: as what it is wrong, and not as missing, it is reported.
    /// </summary>
    /// <param name="list">The list: <c>requests</c> or <c>limits</c>.</param>
    /// <param name="resource">The resource, such as <c>memory</c>.</param>
    internal bool IsUnreadable(string list, string resource) => Quantity.IsUnreadable(Node.At("resources", list, resource));

    /// <summary>True if the request is misspelt, or the limit that stands for one that is not written.</summary>
    internal bool IsRequestUnreadable(string resource) =>
        IsUnreadable("requests", resource) || (Node.At("resources", "requests", resource) is null && IsUnreadable("limits", resource));

    /// <summary>The field of the container's security context, else of the pod's: what Kubernetes applies.</summary>
    public ScalarNode? EffectiveSecurity(string field) =>
        SecurityContext?.Scalar(field) ?? Workload.SecurityContext?.Scalar(field);

    private bool IsFilledIn(string resource, Quantity request) =>
        Workload is { Kind: "Pod", Object.IsFromCluster: true } && request == Limit(resource)
        && !WrittenFields.Has(Workload.Object, "spec", IsInit ? "initContainers" : "containers", Name, "resources", "requests", resource);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
