using MicroService.Advisor.Fixing;

namespace MicroService.Api.Audits;

/// <summary>What fixing would do about a finding.</summary>
/// <param name="Safety">Whether it is applied without being asked to.</param>
/// <param name="Description">What it changes.</param>
public sealed record FindingFix(FixSafety Safety, string Description);
