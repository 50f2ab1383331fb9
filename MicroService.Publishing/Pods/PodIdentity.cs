using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>A service account for the workload that references its Secret, without a token unless it has rights.</summary>
internal static class PodIdentity
{
    public static void Apply(WorkloadManifest manifest)
    {
        var workload = manifest.Workload;
        manifest.PodSpec.Default("serviceAccountName", workload.Name);
        manifest.PodSpec.Default("automountServiceAccountToken", PodRights.Has(manifest));
        manifest.PodSpec.Default("enableServiceLinks", false);
        var account = MappingNode.Of(
            ("apiVersion", "v1"), ("kind", "ServiceAccount"), ("metadata", manifest.MetadataOf(workload.Name)), ("automountServiceAccountToken", false));
        if (workload.Secrets.Count > 0)
        {
            account.Set("secrets", SequenceNode.Of(MappingNode.Of(("name", workload.SecretName))));
        }

        manifest.Add(account);
    }
}
