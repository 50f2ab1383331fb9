using MicroService.Advisor.Reporting;

namespace MicroService.Api.Pages.Findings;

/// <summary>Findings without their source.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="WhenEmpty">What to say where there are none.</param>
public sealed record FindingListView(IReadOnlyList<AuditFinding> Findings, string WhenEmpty)
{
    /// <summary>How many are shown.</summary>
    public const int Most = 1_000;

    /// <summary>Object, container and place of a finding, in words.</summary>
    public static string SubjectOf(AuditFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var container = VisibleText.Container(finding.Container, finding.Pointer);
        var subject = container is null ? finding.Object.ToString() : $"{finding.Object}, {container}";
        return VisibleText.Of(finding.Line > 0 ? $"{subject}, {finding.Source}:{finding.Line}" : subject);
    }
}
