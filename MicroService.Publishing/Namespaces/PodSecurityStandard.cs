using System.Collections.Frozen;
using MicroService.Advisor.Auditing;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Namespaces;

/// <summary>The Pod Security standard that pods meet, derived from the findings of the corresponding rules (Kubernetes documentation, Pod Security Standards).</summary>
internal static class PodSecurityStandard
{
    public const string Restricted = "restricted";
    public const string Baseline = "baseline";
    public const string Privileged = "privileged";

    private static readonly FrozenSet<string> RestrictedRules = FrozenSet.ToFrozenSet(
        ["run-as-non-root", "run-as-user", "capabilities", "privilege-escalation", "seccomp-profile", "volume-types"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> BaselineRules = FrozenSet.ToFrozenSet(
        [
            "privileged", "host-namespaces", "host-path", "container-runtime-socket", "host-ports", "apparmor-profile", "selinux-options",
            "proc-mount", "sysctls", "windows-host-process", "probe-host",
        ],
        StringComparer.Ordinal);

    /// <summary>The strictest standard that a namespace can enforce without rejecting a pod.</summary>
    public static string MetBy(AuditReport audit)
    {
        var found = audit.Findings.Select(finding => finding.RuleId).ToHashSet(StringComparer.Ordinal);
        return found.Overlaps(BaselineRules) ? Privileged : found.Overlaps(RestrictedRules) ? Baseline : Restricted;
    }

    /// <summary>The workloads that don't meet the strictest standard.</summary>
    public static IReadOnlyList<ClusterWorkload> Short(AuditReport audit, IReadOnlyList<ClusterWorkload> workloads)
    {
        var files = audit.Findings.Where(finding => RestrictedRules.Contains(finding.RuleId) || BaselineRules.Contains(finding.RuleId))
            .Select(finding => finding.Source).ToHashSet(StringComparer.Ordinal);
        return [.. workloads.Where(workload => files.Contains(workload.Name))];
    }
}
