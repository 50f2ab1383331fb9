using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>How much a document says of fixes.</summary>
public enum FixDetail
{
    /// <summary>What they change, in words.</summary>
    Words,

    /// <summary>The patches, too, until they are too many for a service to keep.</summary>
    Bounded,

    /// <summary>The patches, too.</summary>
    Patches,
}

/// <summary>
/// Puts the document of an audit together from the reports of its parts, such as namespaces: the same document as from a report of all of
/// them. Nothing of a report is kept but what is in the document.
/// </summary>
/// <param name="storage">Keeps the lists of the document, which ends with it.</param>
/// <param name="partial">Whether only a part of an application was audited.</param>
/// <param name="detail">How much to say of fixes.</param>
/// <param name="baseline">The baseline to compare with, or null.</param>
public sealed class AuditCollector(ReportStorage storage, bool partial, FixDetail detail, Baseline? baseline = null)
{
    private readonly (IReadOnlyList<AuditedObject> List, Action<AuditedObject> Add) _objects = storage.List(ReportJson.Readable.AuditedObject);
    private readonly (IReadOnlyList<UnauditedObject> List, Action<UnauditedObject> Add) _unaudited = storage.List(ReportJson.Readable.UnauditedObject);
    private readonly (IReadOnlyList<AuditFinding> List, Action<AuditFinding> Add) _findings = storage.List(ReportJson.Readable.AuditFinding);
    private readonly (IReadOnlyList<AuditFinding> List, Action<AuditFinding> Add) _suppressed = storage.List(ReportJson.Readable.AuditFinding);
    private readonly Dictionary<(bool IsNone, string Name), NamespaceLevel> _levels = [];
    private readonly int[] _counts = new int[Enum.GetValues<Severity>().Max(severity => (int)severity) + 1];
    private readonly BaselineMatch? _match = baseline is null ? null : new BaselineMatch(baseline);
    private readonly List<SuppressedFinding> _accepted = [];
    private readonly Fingerprints _fingerprints = new();
    private Fingerprints? _ownFingerprints;
    private IReadOnlyList<PolicyExemption>? _expired;
    private IReadOnlyList<AuditFinding>? _spelledOutLater;
    private Score _score;
    private int _workloads;

    /// <summary>The highest severity of a finding that is not in the baseline; null if there is none.</summary>
    public Severity? Worst { get; private set; }

    /// <summary>Adds the report of a part.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isAlone">Whether no other part is about these objects, but for one that this goes on with, so that its findings need
    /// not be told from those of others.</param>
    /// <param name="isOnly">Whether there is no other part, and the document is written once.</param>
    /// <returns>The findings that are in the baseline.</returns>
    public IReadOnlyList<Finding> Add(AuditReport report, bool isAlone = false, bool isOnly = false)
    {
        ArgumentNullException.ThrowIfNull(report);
        // With their patches, all findings together are large. Fingerprints of accepted ones are counted on from those of the findings.
        var isLater = isOnly && detail == FixDetail.Patches && _match is null && report.Suppressed.Count == 0;
        var fixes = new FixTranslation(report.Graph, detail);
        var fingerprints = isAlone ? _ownFingerprints ??= new Fingerprints() : _fingerprints;
        var levels = report.InRange.Where(candidate => candidate.Workloads.Count > 0 && report.Graph.IsSubject(candidate))
            .ToDictionary(static subject => subject, static subject => PodSecurityVerdict.Of(subject.Workloads));
        var references = new Dictionary<KubernetesObject, ObjectReference>();
        AddObjects(report, levels, references);
        AddLevels(levels);
        var known = new List<Finding>();
        if (isLater)
        {
            _spelledOutLater = SpelledOutLater(report);
        }

        foreach (var finding in isLater ? [] : report.Findings)
        {
            var translated = AuditTranslation.Translate(finding, ReferenceTo(finding.Object, references), fixes, fingerprints);
            translated = _match?.Mark(translated) ?? translated;
            _findings.Add(translated);
            if (translated.IsNew == false)
            {
                _counts[(int)finding.Severity]++;
                known.Add(finding);
            }
            else
            {
                Count(finding);
            }
        }

        _accepted.AddRange(report.Suppressed);
        if (!report.IsContinued)
        {
            AddAccepted(fixes, fingerprints, references);
            _ownFingerprints = null;
        }

        _score += report.Score;
        _expired ??= report.Expired;
        return known;
    }

    // Their fingerprints are counted on from those of the findings, also of parts that follow.
    private void AddAccepted(FixTranslation fixes, Fingerprints fingerprints, Dictionary<KubernetesObject, ObjectReference> references)
    {
        foreach (var accepted in _accepted)
        {
            var translated = AuditTranslation.Translate(
                accepted.Finding, ReferenceTo(accepted.Finding.Object, references), fixes, fingerprints, accepted);
            _match?.See(translated);
            _suppressed.Add(translated);
        }

        _accepted.Clear();
    }

    /// <summary>The document of all parts.</summary>
    public AuditDocument Complete()
    {
        var isAudited = _objects.List.Count > 0 || _suppressed.List.Count > 0;
        return new AuditDocument
        {
            Partial = partial,
            Score = isAudited ? _score.Value : 0,
            Grade = isAudited ? _score.Grade.ToString() : "-",
            Workloads = _workloads,
            Counts = new FindingCounts(
                _counts[(int)Severity.Danger], _counts[(int)Severity.Warning], _counts[(int)Severity.Advice], _suppressed.List.Count),
            Objects = _objects.List,
            NotAudited = _unaudited.List.Count == 0 ? null : _unaudited.List,
            Findings = _spelledOutLater ?? _findings.List,
            Suppressed = _suppressed.List,
            Namespaces = [.. from level in _levels.Values orderby level.Name is null, level.Name select level],
            ExpiredExceptions = _expired is not { Count: > 0 } expired ? null : [.. expired.Select(AuditTranslation.Translate)],
            Baseline = _match?.Result,
        };
    }

    private FindingStream SpelledOutLater(AuditReport report)
    {
        var count = 0;
        foreach (var finding in report.Findings)
        {
            Count(finding);
            count++;
        }

        return new FindingStream(count, SpellOut);

        IEnumerable<AuditFinding> SpellOut()
        {
            var fixes = new FixTranslation(report.Graph, detail) { IsImmediate = true };
            var fingerprints = new Fingerprints();
            var references = new Dictionary<KubernetesObject, ObjectReference>();
            return report.Findings.Select(finding =>
                AuditTranslation.Translate(finding, ReferenceTo(finding.Object, references), fixes, fingerprints));
        }
    }

    private void Count(Finding finding)
    {
        _counts[(int)finding.Severity]++;
        if (Worst is not { } worst || finding.Severity > worst)
        {
            Worst = finding.Severity;
        }
    }

    private void AddObjects(
        AuditReport report, Dictionary<KubernetesObject, PodSecurityVerdict> levels, Dictionary<KubernetesObject, ObjectReference> references)
    {
        var unaudited = report.NotAudited.ToHashSet();
        foreach (var audited in report.Objects)
        {
            if (AuditTranslation.IsOnlyAllowed(audited))
            {
                unaudited.Add(audited.Object);
                continue;
            }

            var reference = ReferenceTo(audited.Object, references);
            _objects.Add(AuditTranslation.Translate(audited, reference, levels.GetValueOrDefault(audited.Object)));
            _match?.See(reference);
            _workloads += audited.Object.Workload is null ? 0 : 1;
        }

        foreach (var candidate in report.InRange.Where(unaudited.Contains))
        {
            var reference = ReferenceTo(candidate, references);
            _unaudited.Add(AuditTranslation.Translate(candidate, reference));
            _match?.See(reference);
        }
    }

    private void AddLevels(Dictionary<KubernetesObject, PodSecurityVerdict> levels)
    {
        foreach (var (workload, verdict) in levels)
        {
            var ns = workload.WrittenNamespace;
            var key = (ns is null, ns ?? "");
            var known = _levels.GetValueOrDefault(key) ?? new NamespaceLevel(ns, verdict.Level, 0, 0);
            _levels[key] = new NamespaceLevel(
                ns,
                verdict.Level < known.PodSecurityLevel ? verdict.Level : known.PodSecurityLevel,
                known.Workloads + 1,
                verdict.Level < known.PodSecurityLevel ? 1 : known.AtLevel + (verdict.Level == known.PodSecurityLevel ? 1 : 0));
        }
    }

    private static ObjectReference ReferenceTo(KubernetesObject candidate, Dictionary<KubernetesObject, ObjectReference> references)
    {
        if (!references.TryGetValue(candidate, out var reference))
        {
            references.Add(candidate, reference = ObjectReference.Of(candidate));
        }

        return reference;
    }
}
