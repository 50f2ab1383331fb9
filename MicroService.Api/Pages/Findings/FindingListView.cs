using MicroService.Advisor.Reporting;

namespace MicroService.Api.Pages.Findings;

/// <summary>Findings without their source.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="WhenEmpty">What to say where there are none.</param>
/// <param name="Total">How many there are, if only the first of them are here.</param>
public sealed record FindingListView(IReadOnlyList<AuditFinding> Findings, string WhenEmpty, int? Total = null)
{
    private const int Most = 1_000;

    /// <summary>Those that are shown: the worst, in their order.</summary>
    public IEnumerable<AuditFinding> Shown => Findings.OrderByDescending(static finding => finding.Severity).Take(Most);

    /// <summary>How many are not.</summary>
    public int Hidden => (Total ?? Findings.Count) - Math.Min(Most, Findings.Count);

    /// <summary>Object, container and place of a finding, in words.</summary>
    public static string SubjectOf(AuditFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var container = VisibleText.Container(finding.Container, finding.Pointer);
        var subject = container is null ? finding.Object.ToString() : $"{finding.Object}, {container}";
        return VisibleText.Of(finding.Line > 0 ? $"{subject}, {finding.Source}:{finding.Line}" : subject);
    }
}
