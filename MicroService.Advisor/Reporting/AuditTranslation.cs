using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Reporting;

/// <summary>Turns a report, which refers to the nodes of its documents, into a document that can be sent and stored.</summary>
public static class AuditTranslation
{
    /// <summary>The document of the report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="partial">Whether only a part of an application was audited.</param>
    /// <param name="isBounded">Whether the patches of fixes are left out once they are too many for a service to keep.</param>
    public static AuditDocument ToDocument(this AuditReport report, bool partial, bool isBounded = true)
    {
        using var storage = new ReportStorage();
        var collector = new AuditCollector(storage, partial, isBounded ? FixDetail.Bounded : FixDetail.Patches);
        collector.Add(report);
        return collector.Complete();
    }

    /// <summary>Whether rules applied only in so far as a definition allows the object, which says nothing of how good it is.</summary>
    internal static bool IsOnlyAllowed(ObjectReport report) =>
        report is { Score: { ApplicableWeight: 0, IsRefused: false }, Findings.Count: 0 } && !BuiltInGroups.Has(report.Object.ApiVersion);

    internal static AuditedObject Translate(ObjectReport audited, ObjectReference reference, PodSecurityVerdict? podSecurity) => new(
        reference,
        audited.Object.Workload is not null,
        audited.Object.File.Name,
        audited.Object.Root.Position.Line,
        audited.Object.Root.Position.Column,
        audited.Score.Value,
        audited.Score.Grade.ToString(),
        audited.PassedRules.Count,
        audited.Findings.Count,
        podSecurity?.Level,
        podSecurity is null ? null : [.. podSecurity.Obstacles.Select(obstacle => Translate(obstacle, audited.Object))]);

    private static LevelViolation Translate(PodSecurityObstacle obstacle, KubernetesObject owner) =>
        new(obstacle.Control, obstacle.Violation.Node.PointerFrom(owner.Root), obstacle.Violation.Container?.Name, VisibleText.Cut(obstacle.Violation.Message));

    internal static ExpiredExemption Translate(PolicyExemption exception) => new(
        exception.Rules,
        exception.Namespace,
        exception.Object,
        exception.Container,
        exception.Reason,
        exception.Expires.GetValueOrDefault(),
        exception.Position.Line);

    internal static UnauditedObject Translate(KubernetesObject candidate, ObjectReference reference) =>
        new(reference, candidate.File.Name, candidate.Root.Position.Line, candidate.Root.Position.Column);

    internal static AuditFinding Translate(
        Finding finding, ObjectReference reference, FixTranslation fixes, Fingerprints fingerprints, SuppressedFinding? suppressed = null) => new(
        finding.RuleId,
        finding.Category,
        finding.Severity,
        reference,
        finding.Container,
        finding.Pointer,
        finding.Source,
        finding.Position.Line,
        finding.Position.Column,
        VisibleText.Cut(finding.Message),
        fixes.Translate(finding),
        suppressed?.Reason,
        fingerprints.Of(finding),
        IsNew: null,
        suppressed?.By);
}
