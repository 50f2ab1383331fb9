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
        var made = new HashSet<KubernetesObject>();
        HashSet<(string Kind, string Namespace, string Name)>? controllers = null;
        foreach (var candidate in objects)
        {
            // What a person wrote is audited, whatever it says of itself.
            if (candidate.IsFromCluster
                && (IsOfEachCluster(candidate)
                    || (Controller(candidate) is { } owner && IsListed(candidate, owner, controllers ??= Controllers(objects)))))
            {
                made.Add(candidate);
            }
        }

        return made;
    }

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

    private static HashSet<(string Kind, string Namespace, string Name)> Controllers(IReadOnlyList<KubernetesObject> objects) =>
        // KEDA makes a HorizontalPodAutoscaler from each ScaledObject.
        [.. objects.Where(candidate => candidate.Workload is { IsWhole: true } || candidate.Kind == "ScaledObject").Select(candidate => (candidate.Kind, candidate.Namespace, candidate.Name))];

    private static bool IsListed(KubernetesObject made, MappingNode owner, HashSet<(string Kind, string Namespace, string Name)> controllers)
    {
        var (kind, name) = (owner.Text("kind") ?? "", owner.Text("name") ?? "");
        return controllers.Contains((kind, made.Namespace, name))
            || (kind == "ReplicaSet" && DeploymentOf(made, name) is { } deployment
                && controllers.Contains(("Deployment", made.Namespace, deployment)));
    }

    // A ReplicaSet is named for its Deployment and the hash that its pods carry, so it need not be listed itself.
    private static string? DeploymentOf(KubernetesObject pod, string replicaSet) =>
        pod.Labels?.Text("pod-template-hash") is { Length: > 0 } hash && replicaSet.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? replicaSet[..^(hash.Length + 1)]
            : null;
}
