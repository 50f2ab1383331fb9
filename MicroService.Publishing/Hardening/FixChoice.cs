using System.Collections.Frozen;
using MicroService.Advisor.Auditing;

namespace MicroService.Publishing.Hardening;

/// <summary>Which fixes that a person should review the publisher takes upon itself: those that need nothing of the application, and those whose image is known to stand them.</summary>
internal sealed class FixChoice(IReadOnlyDictionary<string, WorkloadManifest> manifests)
{
    private const string ReadOnlyRoot = "read-only-root-filesystem";

    // They stop a program that starts as root to become somebody else, as many images do.
    private static readonly FrozenSet<string> OfUser = FrozenSet.ToFrozenSet(
        ["run-as-non-root", "run-as-user", "capabilities", "privilege-escalation"], StringComparer.Ordinal);

    // How many pods there are is what the settings say.
    private static readonly FrozenSet<string> OfSettings = FrozenSet.ToFrozenSet(["replicas", "hpa-min-replicas", "hpa-exists"], StringComparer.Ordinal);

    public bool Takes(Finding finding)
    {
        if (OfSettings.Contains(finding.RuleId))
        {
            return false;
        }

        if (!manifests.TryGetValue(finding.Object.File.Name, out var manifest))
        {
            return true;
        }

        var cooperation = ImageCooperation.Of(manifest.Workload);
        return finding.RuleId == ReadOnlyRoot ? cooperation.StandsReadOnlyRoot
            : !OfUser.Contains(finding.RuleId) || cooperation.RunsUnprivileged;
    }
}
