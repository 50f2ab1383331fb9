using MicroService.Advisor.Auditing;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Namespaces;

/// <summary>
/// The Pod Security standard that pods meet, as namespaces are labelled with it (Kubernetes documentation, Pod Security Standards).
/// </summary>
internal static class PodSecurityStandard
{
    public const string Restricted = "restricted";
    public const string Baseline = "baseline";
    public const string Privileged = "privileged";

    /// <summary>The strictest standard that a namespace can enforce without rejecting a pod.</summary>
    public static string MetBy(AuditReport audit) =>
        audit.Graph.Workloads.Select(workload => PodSecurityVerdict.Of(workload).Level).DefaultIfEmpty(PodSecurityLevel.Restricted).Min() switch
        {
            PodSecurityLevel.Restricted => Restricted,
            PodSecurityLevel.Baseline => Baseline,
            _ => Privileged,
        };

    /// <summary>The workloads that don't meet the strictest standard.</summary>
    public static IReadOnlyList<ClusterWorkload> Short(AuditReport audit, IReadOnlyList<ClusterWorkload> workloads)
    {
        var files = audit.Graph.Workloads.Where(workload => PodSecurityVerdict.Of(workload).Level < PodSecurityLevel.Restricted)
            .Select(workload => workload.Object.File.Name).ToHashSet(StringComparer.Ordinal);
        return [.. workloads.Where(workload => files.Contains(workload.Name))];
    }
}
