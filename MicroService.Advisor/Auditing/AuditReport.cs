using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Auditing;

/// <summary>What came of an audit.</summary>
public sealed record AuditReport
{
    /// <summary>The objects that were audited and how they refer to each other.</summary>
    public required ObjectGraph Graph { get; init; }

    /// <summary>The part of the graph's objects that the report is about; all by default.</summary>
    internal Range Range { get; init; } = Range.All;

    /// <summary>Whether another report follows that is about further objects of the graph.</summary>
    public bool IsContinued { get; init; }

    /// <summary>The objects of that part, in the order of the graph.</summary>
    internal IEnumerable<KubernetesObject> InRange => Graph.Objects.Take(Range);

    /// <summary>A report for each object that any rule applied to, in the order of the graph.</summary>
    public required IReadOnlyList<ObjectReport> Objects { get; init; }

    /// <summary>The objects that no rule applied to, in the order of the graph.</summary>
    public IReadOnlyList<KubernetesObject> NotAudited { get; init; } = [];

    /// <summary>Findings that are accepted, by annotations or by exceptions of the policy.</summary>
    public required IReadOnlyList<SuppressedFinding> Suppressed { get; init; }

    /// <summary>Exceptions of the policy that are over and no longer apply.</summary>
    public IReadOnlyList<PolicyExemption> Expired { get; init; } = [];

    /// <summary>Rules that failed: each also stands as a <c>rule-fault</c> finding.</summary>
    public required IReadOnlyList<RuleFault> Faults { get; init; }

    /// <summary>Whether there are more findings than were asked for, so that the report is not whole.</summary>
    public bool IsCut { get; init; }

    /// <summary>All findings, object by object, in catalog order.</summary>
    public IEnumerable<Finding> Findings => Objects.SelectMany(report => report.Findings);

    /// <summary>The score of everything together.</summary>
    public Score Score => Objects.Aggregate(default(Score), (sum, report) => sum + report.Score);

    /// <summary>The reports of several applications as one; what belongs to one application does not answer for another.</summary>
    public static AuditReport Of(IReadOnlyList<AuditReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return reports is [var one] ? one : new AuditReport
        {
            Graph = new ObjectGraph([.. reports.SelectMany(report => report.Graph.Objects)]),
            Objects = [.. reports.SelectMany(report => report.Objects)],
            NotAudited = [.. reports.SelectMany(report => report.NotAudited)],
            Suppressed = [.. reports.SelectMany(report => report.Suppressed)],
            Expired = reports is [var first, ..] ? first.Expired : [],
            Faults = [.. reports.SelectMany(report => report.Faults)],
            IsCut = reports.Any(report => report.IsCut),
        };
    }

    /// <summary>The number of findings of a severity.</summary>
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);
}
