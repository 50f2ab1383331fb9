using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>A service account of the workload's own, without a token, that names the Secret which comes from elsewhere.</summary>
internal static class PodIdentity
{
    public static void Apply(WorkloadManifest manifest)
    {
        var workload = manifest.Workload;
        manifest.PodSpec.Default("serviceAccountName", workload.Name);
        manifest.PodSpec.Default("automountServiceAccountToken", false);
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
