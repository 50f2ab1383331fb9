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
        ArgumentNullException.ThrowIfNull(report);
        var references = report.Graph.Objects.ToDictionary(candidate => candidate, ObjectReference.Of);
        var fixes = new FixTranslation(report.Graph, isBounded);
        var fingerprints = new Fingerprints();
        // That a definition allows it says nothing of how good it is.
        var audited = report.Objects.Where(candidate => !IsOnlyAllowed(candidate)).ToList();
        var unaudited = report.NotAudited.Concat(report.Objects.Where(IsOnlyAllowed).Select(candidate => candidate.Object)).ToList();
        var isAudited = audited.Count > 0 || report.Suppressed.Count > 0;
        var levels = report.Graph.Workloads.GroupBy(workload => workload.Object).ToDictionary(pods => pods.Key, PodSecurityVerdict.Of);
        return new AuditDocument
        {
            Partial = partial,
            Score = isAudited ? report.Score.Value : 0,
            Grade = isAudited ? report.Score.Grade.ToString() : "-",
            Workloads = audited.Count(candidate => candidate.Object.Workload is not null),
            Counts = new FindingCounts(
                report.Count(Severity.Danger), report.Count(Severity.Warning), report.Count(Severity.Advice), report.Suppressed.Count),
            Objects =
            [
                .. audited.Select(candidate => Translate(candidate, references[candidate.Object], levels.GetValueOrDefault(candidate.Object))),
            ],
            NotAudited = unaudited.Count == 0 ? null : [.. unaudited.Select(candidate => Translate(candidate, references[candidate]))],
            Findings = [.. report.Findings.Select(finding => Translate(finding, references[finding.Object], fixes, fingerprints))],
            Suppressed =
            [
                .. report.Suppressed.Select(suppressed =>
                    Translate(suppressed.Finding, references[suppressed.Finding.Object], fixes, fingerprints, suppressed)),
            ],
            Namespaces = [.. Namespaces(levels)],
            ExpiredExceptions = report.Expired.Count == 0 ? null : [.. report.Expired.Select(Translate)],
        };
    }

    private static bool IsOnlyAllowed(ObjectReport report) =>
        report is { Score: { ApplicableWeight: 0, IsRefused: false }, Findings.Count: 0 } && !BuiltInGroups.Has(report.Object.ApiVersion);

    private static AuditedObject Translate(ObjectReport audited, ObjectReference reference, PodSecurityVerdict? podSecurity) => new(
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

    private static ExpiredExemption Translate(PolicyExemption exception) => new(
        exception.Rules,
        exception.Namespace,
        exception.Object,
        exception.Container,
        exception.Reason,
        exception.Expires.GetValueOrDefault(),
        exception.Position.Line);

    private static IEnumerable<NamespaceLevel> Namespaces(IReadOnlyDictionary<KubernetesObject, PodSecurityVerdict> levels) =>
        from level in levels
        group level.Value.Level by level.Key.WrittenNamespace into ns
        orderby ns.Key is null, ns.Key
        let lowest = ns.Min()
        select new NamespaceLevel(ns.Key, lowest, ns.Count(), ns.Count(level => level == lowest));

    private static UnauditedObject Translate(KubernetesObject candidate, ObjectReference reference) =>
        new(reference, candidate.File.Name, candidate.Root.Position.Line, candidate.Root.Position.Column);

    private static AuditFinding Translate(
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
