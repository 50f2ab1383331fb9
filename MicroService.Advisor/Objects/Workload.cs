using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>An object that runs pods: Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob or Pod.</summary>
public sealed class Workload
{
    private Dictionary<Node, Container>? _byNode;

    private Workload(KubernetesObject owner, MappingNode? template, MappingNode podSpec)
    {
        Object = owner;
        Template = template;
        PodSpec = podSpec;
        Containers =
        [
            .. podSpec.Mappings("initContainers").Select(node => new Container(this, node, isInit: true)),
            .. podSpec.Mappings("containers").Select(node => new Container(this, node, isInit: false)),
        ];
        AdmittedContainers = podSpec.Sequence("ephemeralContainers") is null
            ? Containers
            :
            [
                .. Containers,
                .. podSpec.Mappings("ephemeralContainers").Select(node => new Container(this, node, isInit: false, isEphemeral: true)),
            ];
    }

    /// <summary>The object.</summary>
    public KubernetesObject Object { get; }

    /// <summary>The pod template, which holds the pod's metadata and spec; for a Pod, the object itself.</summary>
    public MappingNode? Template { get; }

    /// <summary>The pod's spec.</summary>
    public MappingNode PodSpec { get; }

    /// <summary>All containers that are written, init containers first.</summary>
    public IReadOnlyList<Container> Containers { get; }

    /// <summary>What Pod Security admission looks at: all containers, and the ephemeral ones that a running pod got later.</summary>
    public IReadOnlyList<Container> AdmittedContainers { get; }

    /// <summary>The containers that run as long as the pod: <c>containers</c> and native sidecars (KEP-753).</summary>
    public IEnumerable<Container> LongRunningContainers => Containers.Where(container => !container.IsInit || container.IsSidecar);

    /// <summary>The object's kind.</summary>
    public string Kind => Object.Kind;

    /// <summary>The object's name.</summary>
    public string Name => Object.Name;

    /// <summary>The object's spec; for a Pod, the pod's own.</summary>
    public MappingNode Spec => Object.Spec!;

    /// <summary>The pods' labels, or null.</summary>
    public MappingNode? PodLabels => Template?.Mapping("metadata")?.Mapping("labels");

    /// <summary>The pods' annotations, or null.</summary>
    public MappingNode? PodAnnotations => Template?.Mapping("metadata")?.Mapping("annotations");

    /// <summary>The pod's security context, or null.</summary>
    public MappingNode? SecurityContext => PodSpec.Mapping("securityContext");

    /// <summary>The name of the service account that the pods run under; <c>default</c> if none is written.</summary>
    public string ServiceAccountName =>
        PodSpec.Text("serviceAccountName") is { Length: > 0 } name ? name
        : PodSpec.Text("serviceAccount") is { Length: > 0 } former ? former
        : "default";

    /// <summary>True if the pods run on Windows, where most of a Linux security context may not be set.</summary>
    public bool IsWindows => SaysWindows || PodSpec.Mapping("nodeSelector")?.Text("kubernetes.io/os") == "windows";

    /// <summary>True if the pods say in <c>os.name</c> that they are Windows', which is all that the API server goes by.</summary>
    public bool SaysWindows => PodSpec.Mapping("os")?.Text("name") == "windows";

    /// <summary>True if root in the pods is no root on their node: they have a user namespace of their own (KEP-127).</summary>
    public bool HasUserNamespace => PodSpec.Boolean("hostUsers") == false;

    /// <summary>True for Jobs and CronJobs, which run to an end.</summary>
    public bool IsBatch => Kind is "Job" or "CronJob";

    /// <summary>True for what serves until it is told to stop: everything but Jobs and CronJobs.</summary>
    public bool IsLongRunning => !IsBatch;

    /// <summary>True if replicas can be counted and scaled: Deployment, StatefulSet, ReplicaSet, ReplicationController.</summary>
    public bool IsReplicated => Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController";

    /// <summary>The replicas as written; null if none are (then there is one).</summary>
    public long? Replicas => IsReplicated ? Spec.Integer("replicas") : null;

    /// <summary>Seconds from SIGTERM (or preStop) to SIGKILL; 30 if nothing is written (Pod v1).</summary>
    public long TerminationGracePeriodSeconds => PodSpec.Integer("terminationGracePeriodSeconds") ?? 30;

    /// <summary>The Job's spec that a Job or CronJob has, or null.</summary>
    public MappingNode? JobSpec => Kind switch
    {
        "Job" => Object.Spec,
        "CronJob" => Object.Spec?.Mapping("jobTemplate")?.Mapping("spec"),
        _ => null,
    };

    internal static Workload? Of(KubernetesObject owner)
    {
        var template = owner.Kind switch
        {
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" when owner.Group is "apps" or "extensions" => owner.Spec?.Mapping("template"),
            "ReplicationController" when owner.Group == "" => owner.Spec?.Mapping("template"),
            "Job" when owner.Group == "batch" => owner.Spec?.Mapping("template"),
            "CronJob" when owner.Group == "batch" => owner.Spec?.Mapping("jobTemplate")?.Mapping("spec")?.Mapping("template"),
            "Pod" when owner.Group == "" => owner.Root,
            _ => null,
        };
        return template?.Mapping("spec") is { } podSpec ? new Workload(owner, template, podSpec) : null;
    }

    /// <summary>The container that a node is a part of, or null.</summary>
    internal Container? ContainerAround(Node node)
    {
        for (var at = node; at is not null && at != Object.Root; at = at.Parent)
        {
            _byNode ??= Containers.ToDictionary<Container, Node>(container => container.Node, ReferenceEqualityComparer.Instance);
            if (_byNode.TryGetValue(at, out var container))
            {
                return container;
            }
        }

        return null;
    }
}
