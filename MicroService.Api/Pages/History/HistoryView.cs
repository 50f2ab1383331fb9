using MicroService.Advisor.Reporting;
using MicroService.Api.History;

namespace MicroService.Api.Pages.History;

/// <summary>A page of audits.</summary>
/// <param name="Audits">The audits, newest first.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
/// <param name="Age">How old this is while the history is down; null if it is fresh.</param>
public sealed record HistoryView(IReadOnlyList<AuditSummary> Audits, string? Next, TimeSpan? Age)
{
    /// <summary>Whether two of them can be chosen.</summary>
    public bool CanCompare => Audits.Count > 1;
}

/// <summary>An audit of the history.</summary>
/// <param name="Summary">What the history knows.</param>
/// <param name="Report">What was found.</param>
/// <param name="Trend">The audits of the same name, newest first.</param>
/// <param name="Age">How old this is while the history is down; null if it is fresh.</param>
public sealed record AuditRecordView(AuditSummary Summary, AuditDocument Report, IReadOnlyList<AuditSummary> Trend, TimeSpan? Age);

/// <summary>How two audits differ.</summary>
/// <param name="Before">The earlier one.</param>
/// <param name="After">The later one.</param>
/// <param name="New">Findings that the earlier one does not have.</param>
/// <param name="Gone">Findings that only the earlier one has.</param>
/// <param name="Accepted">Findings of the earlier one that the later one accepts.</param>
public sealed record ComparisonView(
    AuditSummary Before, AuditSummary After, IReadOnlyList<AuditFinding> New, IReadOnlyList<AuditFinding> Gone, IReadOnlyList<AuditFinding> Accepted)
{
    /// <summary>Compares two audits.</summary>
    public static ComparisonView Of(AuditSummary before, AuditDocument earlier, AuditSummary after, AuditDocument later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        var (known, still, accepted) = (CountsOf(earlier.Findings), CountsOf(later.Findings), CountsOf(later.Suppressed));
        var gone = Without(earlier.Findings, still);
        var left = Without(gone, accepted);
        return new ComparisonView(before, after, Without(later.Findings, known), left, [.. gone.Except(left)]);
    }

    private static Dictionary<string, int> CountsOf(IReadOnlyList<AuditFinding> findings) => findings.CountBy(KeyOf).ToDictionary();

    // Of equal findings, such as those of equal objects in two files, as many are left as there are more.
    private static List<AuditFinding> Without(IReadOnlyList<AuditFinding> findings, Dictionary<string, int> others)
    {
        var rest = new Dictionary<string, int>(others);
        return [.. findings.Where(finding => (rest[KeyOf(finding)] = rest.GetValueOrDefault(KeyOf(finding)) - 1) < 0)];
    }

    // Occurrences are counted through findings and accepted ones alike, so that the number is left out. Audits of older versions have no fingerprints.
    private static string KeyOf(AuditFinding finding) =>
        finding.Fingerprint?.Split(':')[0] ?? $"{finding.Rule}\n{finding.Object}\n{finding.Container}\n{finding.Pointer}";
}
