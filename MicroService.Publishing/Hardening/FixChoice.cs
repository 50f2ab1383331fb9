using System.Collections.Frozen;
using MicroService.Advisor.Rules;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Pods;

namespace MicroService.Publishing.Hardening;

/// <summary>
/// Selects the review fixes to apply: those that need no cooperation of the application, and those that the image is known to support.
/// </summary>
internal sealed class FixChoice(IReadOnlyDictionary<string, WorkloadManifest> manifests)
{
    private const string ReadOnlyRoot = "read-only-root-filesystem";

    // They break programs that start as root and then switch to another user, as many images do.
    private static readonly FrozenSet<string> OfUser = FrozenSet.ToFrozenSet(
        ["run-as-non-root", "run-as-user", "capabilities", "privilege-escalation"], StringComparer.Ordinal);

    // The settings decide the number of pods.
    private static readonly FrozenSet<string> OfSettings = FrozenSet.ToFrozenSet(["replicas", "hpa-min-replicas", "hpa-exists"], StringComparer.Ordinal);

    /// <summary>Whether a fix that a person should review is applied all the same.</summary>
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
