using MicroService.Advisor.Fixing;

namespace MicroService.Advisor.Reporting;

/// <summary>What fixing would do about a finding.</summary>
/// <param name="Safety">Whether it is applied without being asked to.</param>
/// <param name="Description">What it changes.</param>
/// <param name="Patches">
/// The change itself, object by object, against the documents as they were; absent from audits too large to spell out every fix
/// of, whose fixes <c>/v1/fixes</c> gives.
/// </param>
public sealed record FindingFix(FixSafety Safety, string Description, IReadOnlyList<FixPatch>? Patches);
