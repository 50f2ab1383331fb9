using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixing;

/// <summary>What came of fixing.</summary>
/// <param name="Originals">The files that were given, as they were.</param>
/// <param name="Files">The files, fixed, in the same order.</param>
/// <param name="Applied">The fixes that were applied, in their order.</param>
/// <param name="Remaining">The audit of the fixed files.</param>
public sealed record FixResult(
    IReadOnlyList<ManifestFile> Originals,
    IReadOnlyList<ManifestFile> Files,
    IReadOnlyList<AppliedFix> Applied,
    AuditReport Remaining)
{
    /// <summary>Whether there were more findings than were asked for, so that the files are fixed in part.</summary>
    public bool IsCut => Remaining.IsCut;

    /// <summary>What the fixes changed, object by object, as JSON patches; objects that nothing changed in are left out.</summary>
    public IReadOnlyList<ObjectPatch> Patches() =>
        [.. Originals.Zip(Files).SelectMany(pair => ObjectPatch.Between(pair.First, pair.Second))];
}
