using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// Pods that an object runs: a built-in workload such as a Deployment or Job, a Pod, or an object of any other kind that has a pod
/// template.
/// </summary>
public sealed class Workload
{
    private readonly MappingNode? _workflow;

    // Many rules ask.
    private StrongBox<bool>? _isWindows;
    private Dictionary<Node, Container>? _byNode;
    private ILookup<string?, (Container Container, MappingNode Mount)>? _mounts;

    private Workload(KubernetesObject owner, MappingNode? template, MappingNode podSpec)
    {
        Object = owner;
        Template = template;
        PodSpec = podSpec;
        Kind = PodTemplates.IsBuiltIn(owner) ? owner.Kind : $"{owner.Kind}.{owner.Group}";
        IsOfOperator = !PodTemplates.IsBuiltIn(owner) && !PodTemplates.IsFamiliar(Kind);
        IsStep = PodTemplates.HasSteps(owner);
        _workflow = PodTemplates.WorkflowOf(owner);
        Containers =
        [
            .. Written("initContainers").Select(node => new Container(this, node, isInit: true)),
            .. (IsStep ? PodTemplates.StepContainers(podSpec).Where(PodTemplates.HasImage) : Written("containers"))
                .Select(node => new Container(this, node, isInit: false)),
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

    /// <summary>
    /// The kind, with its group behind it unless it is built in, such as <c>Rollout.argoproj.io</c>: fields of the same name may mean
    /// something else there.
    /// </summary>
    public string Kind { get; }

    /// <summary>
    /// True if an operator makes the pods of a kind that is not known here: it may add labels and containers, and may accept only some of a
    /// pod's fields.
    /// </summary>
    public bool IsOfOperator { get; }

    /// <summary>
    /// True for a step of one of Argo's workflows, whose executor runs beside its containers and reports to the API server.
    /// </summary>
    internal bool IsStep { get; }

    /// <summary>True if the template describes whole pods: of others an operator adds the containers that matter.</summary>
    public bool IsWhole => !IsOfOperator || PodSpec.Mappings("containers").All(node => node.Text("image") is { Length: > 0 });

    /// <summary>True if the object itself makes pods as its template says, so that other objects can be held against them.</summary>
    public bool RunsAsWritten => !IsOfOperator && Kind != "PodTemplate";

    /// <summary>The object's name.</summary>
    public string Name => Object.Name;

    /// <summary>The object's spec; for a Pod, the pod's own; for a PodTemplate, which has none, the object.</summary>
    public MappingNode Spec => Object.Spec ?? Object.Root;

    /// <summary>The pods' labels, or null.</summary>
    public MappingNode? PodLabels => Template?.Mapping("metadata")?.Mapping("labels");

    /// <summary>
    /// The volumes of the pod's spec, without those that a claim template of the same name replaces
    /// (kubernetes: pkg/controller/statefulset/stateful_set_utils.go, updateStorage).
    /// </summary>
    public IEnumerable<MappingNode> Volumes
    {
        get
        {
            var volumes = PodSpec.Mappings("volumes");
            return Spec.Sequence("volumeClaimTemplates") is null || !IsStatefulSet ? volumes
                : volumes.Where(volume => !Spec.Mappings("volumeClaimTemplates")
                    .Any(claim => claim.Mapping("metadata")?.Text("name") is { } name && name == volume.Text("name")));
        }
    }

    /// <summary>Where containers mount the volume of a name.</summary>
    public IEnumerable<(Container Container, MappingNode Mount)> MountsOf(string? volume) =>
        (_mounts ??= Containers.SelectMany(container => container.VolumeMounts.Select(mount => (container, mount)))
            .ToLookup(mounted => mounted.mount.Text("name"), StringComparer.Ordinal))[volume];

    private bool IsStatefulSet => Kind is "StatefulSet" or "StatefulSet.apps.kruise.io";

    /// <summary>The pods' annotations, or null.</summary>
    public MappingNode? PodAnnotations => Template?.Mapping("metadata")?.Mapping("annotations");

    /// <summary>The pod's security context, or null.</summary>
    public MappingNode? SecurityContext => PodSpec.Mapping("securityContext") ?? _workflow?.Mapping("securityContext");

    /// <summary>The name of the service account that the pods run under; <c>default</c> if none is written.</summary>
    public string ServiceAccountName =>
        (PodSpec.Text("serviceAccountName") ?? _workflow?.Text("serviceAccountName")) is { Length: > 0 } name ? name
        : PodSpec.Text("serviceAccount") is { Length: > 0 } former ? former
        : "default";

    /// <summary>True if the pods run on Windows, where most of a Linux security context may not be set.</summary>
    public bool IsWindows => (_isWindows ??= new(WindowsPod.Is(PodSpec))).Value;

    /// <summary>Takes note that the RuntimeClass of the pods, which is another object, sends them to Windows nodes.</summary>
    internal void SendToWindows() => _isWindows = new(PodSpec.Mapping("os")?.Text("name") is null or "windows");

    /// <summary>True if the pods say in <c>os.name</c> that they are Windows', which is all that the API server goes by.</summary>
    public bool SaysWindows => PodSpec.Mapping("os")?.Text("name") == "windows";

    /// <summary>True if root in the pods is not a root on their node: they have a user namespace of their own (KEP-127).</summary>
    public bool HasUserNamespace => PodSpec.Boolean("hostUsers") == false;

    /// <summary>True for Jobs, CronJobs and the like, which run to an end.</summary>
    public bool IsBatch => Kind is "Job" or "CronJob" || (!PodTemplates.IsBuiltIn(Object) && PodTemplates.RunsToAnEnd(Object, Template));

    /// <summary>True for what serves until it is told to stop: everything but Jobs and CronJobs.</summary>
    public bool IsLongRunning => !IsBatch;

    /// <summary>
    /// True if replicas can be counted and scaled: Deployment, StatefulSet, ReplicaSet, ReplicationController and their like.
    /// </summary>
    public bool IsReplicated => Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController"
        or "Rollout.argoproj.io" or "DeploymentConfig.apps.openshift.io" or "CloneSet.apps.kruise.io" or "StatefulSet.apps.kruise.io";

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

    internal static IReadOnlyList<Workload> Of(KubernetesObject owner) =>
    [
        .. PodTemplates.Of(owner).Select(template =>
            new Workload(owner, template, PodTemplates.HasSteps(owner) ? template : template.Mapping("spec")!)),
    ];

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

    // A container without an image completes one that the operator has: its other settings are the operator's.
    private IEnumerable<MappingNode> Written(string list) =>
        PodSpec.Mappings(list).Where(node => !IsOfOperator || node.Text("image") is { Length: > 0 });

    /// <summary>
    /// True if the pod as a whole declares the resource (KEP-2837), so that its containers need not; the API server takes the pod's limit
    /// for
    /// its request where that is not written.
    /// </summary>
    /// <param name="list">The list: <c>requests</c> or <c>limits</c>.</param>
    /// <param name="resource">The resource, such as <c>memory</c>.</param>
    internal bool DeclaresForPod(string list, string resource) =>
        IsWrittenForPod(list, resource) || (list == "requests" && IsWrittenForPod("limits", resource));

    private bool IsWrittenForPod(string list, string resource) =>
        PodSpec.At("resources", list, resource) is var amount && (Quantity.Of(amount) is { Value: > 0 } || Quantity.IsUnreadable(amount));
}
