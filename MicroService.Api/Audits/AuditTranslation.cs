using MicroService.Advisor.Auditing;
using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>Turns the advisor's report, which hangs on the documents' trees, into one that can be sent and kept.</summary>
internal static class AuditTranslation
{
    public static AuditDocument ToDocument(this AuditReport report, bool partial)
    {
        var references = report.Graph.Objects.ToDictionary(candidate => candidate, FixTranslation.Reference);
        var fixes = new FixTranslation(report.Graph);
        return new AuditDocument
        {
            Partial = partial,
            Score = report.Score.Value,
            Grade = report.Score.Grade.ToString(),
            Workloads = report.Objects.Count(audited => audited.Object.Workload is not null),
            Counts = new FindingCounts(
                report.Count(Severity.Danger), report.Count(Severity.Warning), report.Count(Severity.Advice), report.Suppressed.Count),
            Objects = [.. report.Objects.Select(audited => Translate(audited, references[audited.Object]))],
            Findings = [.. report.Findings.Select(finding => Translate(finding, references[finding.Object], fixes))],
            Suppressed = [.. report.Suppressed.Select(suppressed => Translate(suppressed.Finding, references[suppressed.Finding.Object], fixes, suppressed.Reason))],
        };
    }

    private static AuditedObject Translate(ObjectReport audited, ObjectReference reference) => new(
        reference,
        audited.Object.Workload is not null,
        audited.Object.File.Name,
        audited.Object.Root.Position.Line,
        audited.Object.Root.Position.Column,
        audited.Score.Value,
        audited.Score.Grade.ToString(),
        audited.PassedRules.Count,
        audited.Findings.Count);

    private static AuditFinding Translate(Finding finding, ObjectReference reference, FixTranslation fixes, string? reason = null) => new(
        finding.RuleId,
        finding.Severity,
        reference,
        finding.Container,
        finding.Pointer,
        finding.Source,
        finding.Position.Line,
        finding.Position.Column,
        finding.Message,
        fixes.Translate(finding),
        reason);
}
