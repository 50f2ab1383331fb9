using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Fixing;

/// <summary>
/// Applies the fixes that a person chose one by one, by the fingerprints of their findings. A fingerprint stays when another fix is applied,
/// so that the same choice on the same files gives the same result, and one fix can be taken back from it.
/// </summary>
public static class ChosenFixes
{
    // A chosen finding may appear only after another fix. More rounds mean that the fixes undo each other.
    private const int MaxRounds = 10;

    /// <summary>Applies the chosen fixes to copies of the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="chosen">The fingerprints of the findings to fix; others are left alone.</param>
    /// <param name="isSafeChosen">Whether the safe fixes are chosen as well, all of them.</param>
    /// <param name="settings">How to audit.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>
    /// The files, and the audit of them, which is cut if there are more findings than the settings allow; and the fingerprints of the findings that
    /// were fixed.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static (FixResult Result, IReadOnlySet<string> Fixed) Apply(
        IReadOnlyList<ManifestFile> files, IReadOnlySet<string> chosen, bool isSafeChosen, AuditSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(chosen);
        IReadOnlyList<ManifestFile> copies = [.. files.Select(static file => file.Clone())];
        var applied = new List<AppliedFix>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; ; round++)
        {
            var report = new Auditor().Audit(copies, settings, cancellationToken);
            if (report.IsCut || round == MaxRounds || !ApplyAll(report, chosen, isSafeChosen, done, applied))
            {
                return (new FixResult(files, copies, applied, report), done);
            }
        }
    }

    private static bool ApplyAll(AuditReport report, IReadOnlySet<string> chosen, bool isSafeChosen, HashSet<string> done, List<AppliedFix> applied)
    {
        var fingerprints = new Fingerprints(done.ToHashSet(StringComparer.Ordinal));
        var taken = new List<Finding>();
        foreach (var finding in report.Findings)
        {
            var fingerprint = fingerprints.Of(finding);
            if (finding.Fix is { } fix && (chosen.Contains(fingerprint) || (isSafeChosen && fix.Safety == FixSafety.Safe)) && done.Add(fingerprint))
            {
                taken.Add(finding);
            }
        }

        Fixer.Apply(taken, applied);
        return taken.Count > 0;
    }
}
