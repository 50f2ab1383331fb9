using MicroService.Advisor.Reporting;

namespace MicroService.Api.Pages.Findings;

/// <summary>Findings by severity.</summary>
/// <param name="Counts">How many there are.</param>
/// <param name="HasAccepted">Whether those are counted that are accepted.</param>
public sealed record CountListView(FindingCounts Counts, bool HasAccepted = true);
