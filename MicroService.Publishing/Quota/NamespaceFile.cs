using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Network;

namespace MicroService.Publishing.Quota;

/// <summary>What belongs to the namespace as a whole: itself, its standard of pod security, its quota, its defaults, and a policy that denies.</summary>
internal static class NamespaceFile
{
    private const string PodSecurity = "pod-security.kubernetes.io/";
    private const string Version = "latest";

    /// <summary>The file without the quota, which takes the hardened workloads to compute.</summary>
    public static ManifestFile Open(ClusterModel model, string ns) => new(
        HardenedApplication.NamespaceFile,
        [
            ManifestDocument.Made(MappingNode.Of(
                ("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", MappingNode.Of(("name", ns), ("labels", LabelsOf(model)))))),
            ManifestDocument.Made(WorkloadPolicy.DefaultDeny(Metadata(HardenedApplication.DefaultDeny, model, ns))),
        ]);

    /// <summary>Adds quota and limit range, and says which standard the namespace enforces.</summary>
    public static void Complete(ManifestFile file, ClusterModel model, string ns, AuditReport audit)
    {
        var labels = (MappingNode)file.Documents[0].Root!.At("metadata", "labels")!;
        labels.Set($"{PodSecurity}enforce", PodSecurityStandard.MetBy(audit));
        labels.Set($"{PodSecurity}enforce-version", Version);
        foreach (var mode in new[] { "audit", "warn" })
        {
            labels.Set($"{PodSecurity}{mode}", PodSecurityStandard.Restricted);
            labels.Set($"{PodSecurity}{mode}-version", Version);
        }

        var demands = audit.Graph.Workloads.Select(workload => WorkloadDemand.Of(workload, audit.Graph))
            .Append(WorkloadDemand.OfClaims([.. audit.Graph.OfKind("PersistentVolumeClaim", ns)])).ToList();
        file.Add(ManifestDocument.Made(NamespaceLimits.Quota(Metadata(model.Name, model, ns), demands)));
        file.Add(ManifestDocument.Made(NamespaceLimits.Range(Metadata(model.Name, model, ns))));
    }

    private static MappingNode Metadata(string name, ClusterModel model, string ns) =>
        MappingNode.Of(("name", name), ("namespace", ns), ("labels", LabelsOf(model)));

    private static MappingNode LabelsOf(ClusterModel model) => MappingNode.Of(("app.kubernetes.io/part-of", model.Name));
}
