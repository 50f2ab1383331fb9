using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Pages.Audits;

/// <summary>Audits the files of a form, with the fixes that are taken, and puts together what is shown of it.</summary>
internal sealed class AuditViewBuilder(AuditService service, AuditMetrics metrics, IOptionsMonitor<DocumentOptions> documents)
{
    // A finding takes some kilobytes of a page.
    private const int MostMarks = 2_000;

    private static readonly FrozenDictionary<string, RuleDocument> Rules = RuleList.All.Items.ToFrozenDictionary(static rule => rule.Id);

    /// <summary>What came of a form.</summary>
    /// <param name="View">The view; null where something else is answered.</param>
    /// <param name="Result">The files before and after the fixes; null if they can't be audited.</param>
    /// <param name="Kept">What is kept of the audit of the files as they came; null if they can't be audited.</param>
    /// <param name="Hash">What names the files.</param>
    /// <param name="Problem">The answer where the files can't be shown.</param>
    internal sealed record Outcome(AuditView? View, FixResult? Result, CachedAudit? Kept, string Hash, ProblemResult? Problem);

    /// <summary>Does what the form asks for, while the caller holds its turn.</summary>
    public Outcome Build(AuditForm form, CancellationToken cancellationToken)
    {
        var hash = HashOf(form.Files);
        var readings = form.Files.Select(file => metrics.Parse(file.Name, file.Utf8)).ToList();
        if (readings.Exists(static reading => reading.File is null))
        {
            return new Outcome(ShowProblems(form, readings), null, null, hash, null);
        }

        var originals = readings.ConvertAll(static reading => reading.File!);
        var (made, problem) = service.Make(originals, form.IsPartial, cancellationToken);
        if (made is null)
        {
            return new Outcome(null, null, null, hash, problem);
        }

        if (form.Taken.Count > 0)
        {
            return Fix(form, made, originals, hash, cancellationToken);
        }

        var files = form.Files.Select(static file => (file.Name, Text: Encoding.UTF8.GetString(file.Utf8))).ToList();
        return new Outcome(
            Show(form, files, made.Report, made.Document, gone: null, before: null, taken: []),
            new FixResult(originals, originals, [], made.Report),
            made.Kept,
            hash,
            null);
    }

    private Outcome Fix(AuditForm form, MadeAudit made, IReadOnlyList<ManifestFile> originals, string hash, CancellationToken cancellationToken)
    {
        var settings = new AuditSettings { Partial = form.IsPartial, MaxFindings = documents.CurrentValue.MaxFindings };
        FixResult result;
        IReadOnlySet<string> gone;
        using (var step = metrics.Begin(AuditPhase.Fix))
        {
            (result, gone) = ChosenFixes.Apply(originals, form.Taken.ToHashSet(StringComparer.Ordinal), form.Taken.Contains(AuditForm.Safe), settings, cancellationToken);
            step.Describe("fix.applied", result.Applied.Count);
        }

        if (result.IsCut)
        {
            return new Outcome(null, null, null, hash, DocumentProblems.TooManyFindings(settings.MaxFindings));
        }

        // Only what is read again has lines.
        var files = result.Files.Select(static file => (file.Name, Text: file.Print())).ToList();
        var again = files.ConvertAll(static file => new ManifestReader().Read(file.Name, Encoding.UTF8.GetBytes(file.Text)));
        if (again.Exists(static reading => reading.File is null))
        {
            // A defect of a fix; what was sent is shown with what is wrong with the result.
            return new Outcome(ShowProblems(form, again), null, null, hash, null);
        }

        var report = new Auditor().Audit([.. again.Select(static reading => reading.File!)], settings, cancellationToken);
        return report.IsCut
            ? new Outcome(null, null, null, hash, DocumentProblems.TooManyFindings(settings.MaxFindings))
            : new Outcome(
                Show(form, files, report, report.ToDocument(form.IsPartial), gone, new ScoreView(made.Document.Score, made.Document.Grade), TakenOf(form, made.Report)),
                result,
                made.Kept,
                hash,
                null);
    }

    private static AuditView Show(
        AuditForm form, List<(string Name, string Text)> files, AuditReport report, AuditDocument document, IReadOnlySet<string>? gone, ScoreView? before, IReadOnlyList<TakenFix> taken)
    {
        var marks = new MarkCollector(report, gone);
        var notes = form.Notes.ToList();
        if (marks.LeftOut > 0)
        {
            notes.Add($"{marks.LeftOut:N0} more findings are not shown: the worst {MostMarks:N0} are. The command-line tool shows all.");
        }

        return new AuditView
        {
            Form = form,
            Files = Lines(files, marks.ByPlace),
            Score = new ScoreView(document.Score, document.Grade),
            Before = before,
            Counts = document.Counts,
            Categories =
            [
                .. report.Findings.Where(static finding => finding.Category is not null).CountBy(static finding => finding.Category!.Value)
                    .OrderBy(static category => category.Key).Select(static category => new CategoryView(category.Key, category.Value)),
            ],
            Namespaces = document.Namespaces,
            NotAudited = document.NotAudited ?? [],
            Suppressed = [.. document.Suppressed.Select(static finding => finding with { Fix = null })],
            Taken = taken,
            SafeFixes = report.Findings.Count(static finding => finding.Fix?.Safety == FixSafety.Safe),
            Notes = notes,
        };
    }

    private static AuditView ShowProblems(AuditForm form, List<ManifestReading> readings)
    {
        var problems = readings.SelectMany(static reading => reading.Problems).ToList();
        var marks = problems.Select(static (problem, index) => (problem.Source, problem.Position.Line, Mark: new MarkView
        {
            Anchor = $"problem-{index + 1}",
            Severity = Severity.Danger,
            Message = VisibleText.Of(VisibleText.Cut(problem.Message)),
            Rule = problem.Code,
        })).ToLookup(static mark => (mark.Source, mark.Line), static mark => mark.Mark);
        return new AuditView
        {
            Form = form,
            Files = Lines([.. form.Files.Select(static file => (file.Name, Encoding.UTF8.GetString(file.Utf8)))], marks),
            Problems = problems.Count,
            Notes = form.Notes,
        };
    }

    // What is said of no line stands at the first.
    private static List<FileView> Lines(List<(string Name, string Text)> files, ILookup<(string Source, int Line), MarkView> marks)
    {
        var views = new List<FileView>();
        foreach (var (number, (name, text)) in files.Index())
        {
            var lines = text.TrimStart('\uFEFF').Split('\n');
            var count = lines.Length > 1 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
            var shown = new List<LineView>(count);
            for (var line = 1; line <= count; line++)
            {
                shown.Add(new LineView(Visible(lines[line - 1]), MarksOf(marks, name, line, count, lines.Length, $"f{number + 1}-{line}")));
            }

            views.Add(new FileView(name, $"f{number + 1}", shown));
        }

        return views;
    }

    private static IReadOnlyList<MarkView> MarksOf(
        ILookup<(string Source, int Line), MarkView> marks, string name, int line, int count, int beyond, FormattableString place)
    {
        var (from, to) = (line == 1 ? 0 : line, line == count ? beyond : line);
        List<MarkView>? said = null;
        for (var number = from; number <= to; number++)
        {
            if (marks.Contains((name, number)))
            {
                (said ??= []).AddRange(marks[(name, number)]);
            }
        }

        // Most lines have none, and there may be tens of thousands.
        return said is null ? [] : [.. said.OrderByDescending(static mark => mark.Severity).Select(mark => mark with { Line = FormattableString.Invariant(place) })];
    }

    private static string Visible(string line) => string.Join('\t', line.TrimEnd('\r').Split('\t').Select(VisibleText.Of));

    private static List<TakenFix> TakenOf(AuditForm form, AuditReport before)
    {
        var fingerprints = new Fingerprints();
        var known = before.Findings.ToDictionary(finding => fingerprints.Of(finding), static finding => finding);
        return
        [
            .. form.Taken.Select(taken => new TakenFix(taken, taken == AuditForm.Safe ? "all safe fixes"
                : known.GetValueOrDefault(taken) is { Fix: { } fix } finding ? VisibleText.Of(VisibleText.Cut($"{fix.Description} ({finding.Object})"))
                : "a fix that followed another")),
        ];
    }

    private static string HashOf(IReadOnlyList<FormFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            if (files.Count > 1)
            {
                // Files that are cut elsewhere are others.
                hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\0{file.Utf8.Length}\0"));
            }

            hash.AppendData(file.Utf8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The findings of a report, by file and line. Where there are too many, the worst are shown.</summary>
    private sealed class MarkCollector
    {
        // Together the differences of a page have about as many lines as it can show, and take about a second.
        private const int MostLines = 40_000;
        private const long MostWork = 5_000_000;

        private readonly AuditReport _report;
        private int _lines;
        private long _work;

        public MarkCollector(AuditReport report, IReadOnlySet<string>? gone)
        {
            _report = report;
            var fingerprints = new Fingerprints(gone);
            var findings = report.Findings.Select(finding => (Finding: finding, Fingerprint: fingerprints.Of(finding))).ToList();
            LeftOut = Math.Max(0, findings.Count - MostMarks);
            ByPlace = findings.OrderByDescending(static finding => finding.Finding.Severity).Take(MostMarks)
                .Select(finding => (Place: (finding.Finding.Source, finding.Finding.Position.Line), Mark: Of(finding.Finding, finding.Fingerprint)))
                .ToLookup(static mark => mark.Place, static mark => mark.Mark);
        }

        public int LeftOut { get; }

        public ILookup<(string Source, int Line), MarkView> ByPlace { get; }

        private MarkView Of(Finding finding, string fingerprint)
        {
            var container = VisibleText.Container(finding.Container, finding.Pointer);
            return new MarkView
            {
                Anchor = fingerprint,
                Severity = finding.Severity,
                Message = VisibleText.Of(VisibleText.Cut(finding.Message)),
                Rule = finding.RuleId,
                Subject = VisibleText.Of(VisibleText.Cut(container is null ? ObjectReference.Of(finding.Object).ToString() : $"{ObjectReference.Of(finding.Object)}, {container}")),
                Category = finding.Category,
                Reason = Rules.GetValueOrDefault(finding.RuleId),
                Fix = finding.Fix is { } fix ? new FixView(VisibleText.Of(VisibleText.Cut(fix.Description)), fix.Safety == FixSafety.Safe, DifferenceOf(finding, fix)) : null,
            };
        }

        private IReadOnlyList<string> DifferenceOf(Finding finding, Fix fix)
        {
            _work += finding.Object.Document.Length;
            if (_work > MostWork || _lines > MostLines)
            {
                return [];
            }

            var lines = FixDifference.Of(fix, _report.Graph);
            _lines += lines.Count;
            return [.. lines.Select(static line => Visible(line.Length <= MostMarks ? line : $"{line.AsSpan(0, MostMarks)}…"))];
        }
    }
}
