using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Names;
using MicroService.Publishing.Network;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Namespaces;

/// <summary>
/// The objects of the namespace as a whole: itself with its Pod Security standard, quota, limit range and default-deny policy.
/// </summary>
internal static class NamespaceFile
{
    /// <summary>The name of the file; no workload has it, because names are not empty.</summary>
    public const string Name = "";

    private const string PodSecurity = "pod-security.kubernetes.io/";
    private const string Version = "latest";

    /// <summary>The file without the quota, which is computed from the hardened workloads.</summary>
    public static ManifestFile Open(ClusterModel model, string ns) => new(
        Name,
        [
            ManifestDocument.Made(MappingNode.Of(
                ("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", MappingNode.Of(("name", ns), ("labels", LabelsOf(model)))))),
            ManifestDocument.Made(WorkloadPolicy.DefaultDeny(Metadata(ClusterNames.DefaultDeny, model, ns))),
        ]);

    /// <summary>Adds the quota, the limit range and the enforced Pod Security standard.</summary>
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

        file.Add(ManifestDocument.Made(NamespaceLimits.Quota(Metadata(model.Name, model, ns), audit.Graph, ns)));
        file.Add(ManifestDocument.Made(NamespaceLimits.Range(Metadata(model.Name, model, ns))));
    }

    private static MappingNode Metadata(string name, ClusterModel model, string ns) =>
        MappingNode.Of(("name", name), ("namespace", ns), ("labels", LabelsOf(model)));

    private static MappingNode LabelsOf(ClusterModel model) => MappingNode.Of(("app.kubernetes.io/part-of", model.Name));
}
