using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Tells what a cluster made itself from what a person wrote, in objects that came back from a cluster.</summary>
internal static class ClusterMade
{
    // The controllers that put one into each namespace: root-ca-cert-publisher, and OpenShift's of the service CA.
    private static readonly string[] ConfigMaps = ["kube-root-ca.crt", "openshift-service-ca.crt"];

    private const string Bootstrapping = "kubernetes.io/bootstrapping";

    /// <summary>The objects that the cluster made: nobody can change them but through what they were made from.</summary>
    public static HashSet<KubernetesObject> Among(IReadOnlyList<KubernetesObject> objects)
    {
        HashSet<(string Kind, string Namespace, string Name)>? controllers = null;
        // What a person wrote is audited, whatever it says of itself.
        return [.. objects.Where(candidate => IsMade(candidate, Controllers))];

        HashSet<(string Kind, string Namespace, string Name)> Controllers() =>
            controllers ??= [.. objects.Select(ControllerKey).OfType<(string, string, string)>()];
    }

    /// <summary>True if the cluster made the object, given what controls others.</summary>
    public static bool IsMade(KubernetesObject candidate, Func<IReadOnlySet<(string Kind, string Namespace, string Name)>> controllers) =>
        candidate.IsFromCluster && (IsOfEachCluster(candidate) || Array.Exists(Owners(candidate), owner => controllers().Contains(owner)));

    /// <summary>
    /// What tells an object from others, if it may control some; KEDA makes a HorizontalPodAutoscaler from each ScaledObject.
    /// </summary>
    public static (string Kind, string Namespace, string Name)? ControllerKey(KubernetesObject candidate) =>
        candidate.Workload is { IsWhole: true } || candidate.Kind == "ScaledObject" ? (candidate.Kind, candidate.Namespace, candidate.Name) : null;

    private static bool IsOfEachCluster(KubernetesObject candidate) => candidate.Kind switch
    {
        "ConfigMap" => ConfigMaps.Contains(candidate.Name, StringComparer.Ordinal),
        "ServiceAccount" => candidate.Name == "default",
        "Service" => candidate is { Name: "kubernetes", Namespace: "default" },
        "ClusterRole" or "ClusterRoleBinding" or "Role" or "RoleBinding" =>
            candidate.Labels?.Has(Bootstrapping) ?? false,
        _ => false,
    };

    private static MappingNode? Controller(KubernetesObject candidate)
    {
        foreach (var owner in candidate.Metadata?.Mappings("ownerReferences") ?? [])
        {
            if (owner.Boolean("controller") == true)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>
    /// What an object that came back from a cluster is made by: its controller, and that one's own, as far as it is known.
    /// </summary>
    public static (string Kind, string Namespace, string Name)[] Owners(KubernetesObject made)
    {
        if (!made.IsFromCluster || Controller(made) is not { } owner)
        {
            return [];
        }

        var (kind, name) = (owner.Text("kind") ?? "", owner.Text("name") ?? "");
        return kind == "ReplicaSet" && DeploymentOf(made, name) is { } deployment
            ? [(kind, made.Namespace, name), ("Deployment", made.Namespace, deployment)]
            : [(kind, made.Namespace, name)];
    }

    // A ReplicaSet is named for its Deployment and the hash that its pods carry, so it need not be listed itself.
    private static string? DeploymentOf(KubernetesObject pod, string replicaSet) =>
        pod.Labels?.Text("pod-template-hash") is { Length: > 0 } hash && replicaSet.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? replicaSet[..^(hash.Length + 1)]
            : null;
}
