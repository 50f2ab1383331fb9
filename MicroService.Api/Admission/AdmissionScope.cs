using MicroService.Advisor.Manifests;

namespace MicroService.Api.Admission;

/// <summary>
/// What is audited at admission: workloads and bare pods when they are created or updated, and ephemeral containers. Nothing else is, whatever a
/// webhook is registered for: a denial of a delete, a binding, an eviction or a status would keep pods from ending or starting.
/// </summary>
internal static class AdmissionScope
{
    private const string EphemeralContainers = "ephemeralcontainers";

    /// <summary>The resources with their kinds.</summary>
    public static readonly IReadOnlyDictionary<(string Group, string Resource), string> Resources = new Dictionary<(string, string), string>
    {
        [("apps", "deployments")] = "Deployment",
        [("apps", "statefulsets")] = "StatefulSet",
        [("apps", "daemonsets")] = "DaemonSet",
        [("apps", "replicasets")] = "ReplicaSet",
        [("batch", "jobs")] = "Job",
        [("batch", "cronjobs")] = "CronJob",
        [("", "replicationcontrollers")] = "ReplicationController",
        [("", "pods")] = "Pod",
    };

    private static readonly HashSet<(string Group, string Kind)> Owners = [.. Resources.Select(resource => (resource.Key.Group, resource.Value))];

    /// <summary>Whether a request is about what is audited.</summary>
    public static bool Has(AdmissionRequest request) =>
        request.Operation is "CREATE" or "UPDATE"
        && (request.SubResource.Length == 0
            || request is { SubResource: EphemeralContainers, Operation: "UPDATE", Resource: { Group: "", Name: "pods" } })
        && Resources.TryGetValue((request.Resource.Group, request.Resource.Name), out var kind)
        && request.Kind.Group == request.Resource.Group && request.Kind.Name == kind
        && request.Object.Length > 0;

    /// <summary>Whether a request adds ephemeral containers, which no controller of the pod has.</summary>
    public static bool IsEphemeral(AdmissionRequest request) => request.SubResource == EphemeralContainers;

    /// <summary>Whether an object is on its way out, or its controller, which is itself audited, answers for it.</summary>
    public static bool Skips(AdmissionRequest request, MappingNode root) => root.Mapping("metadata") is { } metadata
        && (metadata.Text("deletionTimestamp") is { Length: > 0 }
            || (!IsEphemeral(request) && metadata.Mappings("ownerReferences").Any(IsAuditedController)));

    private static bool IsAuditedController(MappingNode owner) => owner.Boolean("controller") == true
        && Owners.Contains((GroupOf(owner.Text("apiVersion") ?? ""), owner.Text("kind") ?? ""));

    private static string GroupOf(string apiVersion) =>
        apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? apiVersion[..slash] : "";
}
