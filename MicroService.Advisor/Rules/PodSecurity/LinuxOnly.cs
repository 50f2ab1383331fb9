using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Settings of the Restricted level that only Linux has: pods that say they are Windows' need none of them.</summary>
internal static class LinuxOnly
{
    /// <summary>
    /// The violations, none for pods that say they are Windows'. Where pods are Windows' by their node selector, affinity or options alone,
    /// admission asks for the settings all the same, which Windows does not have: that counts in their level, and no rule reports it.
    /// </summary>
    /// <param name="workload">The workload.</param>
    /// <param name="violations">What would be wrong on Linux.</param>
    /// <param name="setting">The setting in words, such as "dropped capabilities".</param>
    public static IEnumerable<PodSecurityViolation> Of(Workload workload, IEnumerable<PodSecurityViolation> violations, string setting)
    {
        if (workload.SaysWindows)
        {
            return [];
        }

        if (!workload.IsWindows || !violations.Any())
        {
            return violations;
        }

        var node = (Node?)workload.PodSpec.Mapping("nodeSelector")?.Scalar("kubernetes.io/os") ?? workload.PodSpec;
        return
        [
            new(
                PodSecurityLevel.Restricted,
                node,
                $"The pod is for Windows nodes, but does not set os.name to windows: the Restricted standard asks for {setting} as on Linux.")
            {
                IsOfLevelOnly = true,
            },
        ];
    }
}
