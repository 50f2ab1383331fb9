using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;

namespace MicroService.Cli.Scanning;

/// <summary>Puts the document of a scan together from the reports of its parts, and keeps nothing of their objects.</summary>
internal sealed class ScanCollector(string format, Baseline? baseline)
{
    private readonly List<AuditedObject> _objects = [];
    private readonly List<UnauditedObject> _unaudited = [];
    private readonly List<AuditFinding> _findings = [];
    private readonly List<AuditFinding> _suppressed = [];
    private readonly List<NamespaceLevel> _levels = [];
    private Score _score;
    private IReadOnlyList<ExpiredExemption>? _expired;

    /// <summary>The reports, where the format is written from them.</summary>
    public List<AuditReport> Reports { get; } = [];

    public void Add(AuditReport report)
    {
        var part = report.ToDocument(partial: false, isBounded: false);
        _objects.AddRange(part.Objects);
        _unaudited.AddRange(part.NotAudited ?? []);
        _findings.AddRange(part.Findings.Select(Settled));
        _suppressed.AddRange(part.Suppressed.Select(Settled));
        _levels.AddRange(part.Namespaces);
        _score += report.Score;
        _expired ??= part.ExpiredExceptions;
        if (format == "junit")
        {
            Reports.Add(report);
        }
    }

    public AuditDocument Complete(IReadOnlyList<UnreadKind> unread)
    {
        var isAudited = _objects.Count > 0 || _unaudited.Count == 0;
        var document = new AuditDocument
        {
            Partial = false,
            Score = isAudited ? _score.Value : 0,
            Grade = isAudited ? _score.Grade.ToString() : "-",
            Workloads = _objects.Count(candidate => candidate.IsWorkload),
            Counts = new FindingCounts(Count(Severity.Danger), Count(Severity.Warning), Count(Severity.Advice), _suppressed.Count),
            Objects = _objects,
            NotAudited = _unaudited.Count == 0 ? null : _unaudited,
            Findings = _findings,
            Suppressed = _suppressed,
            Namespaces = _levels,
            ExpiredExceptions = _expired,
            NotRead = unread.Count == 0 ? null : unread,
        };
        return baseline?.Compare(document) ?? document;
    }

    /// <summary>The findings that are in the baseline, which the document has in the order of the reports.</summary>
    public IEnumerable<Finding> Known(AuditDocument document) =>
        Reports.SelectMany(report => report.Findings).Zip(document.Findings).Where(pair => pair.Second.IsNew == false).Select(pair => pair.First);

    private int Count(Severity severity) => _findings.Count(finding => finding.Severity == severity);

    // Patches that are made when they are written would keep the objects.
    private AuditFinding Settled(AuditFinding finding) => finding.Fix is { } fix
        ? finding with { Fix = new FindingFix(fix.Safety, fix.Description, format == "json" ? fix.Patches : null) }
        : finding;
}
