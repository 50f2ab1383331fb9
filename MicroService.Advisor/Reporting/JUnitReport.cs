using System.Globalization;
using System.Text;
using System.Xml;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Audits as a JUnit XML report, as GitLab, Jenkins and other CI systems read it: a test suite for each object and a test case for each
/// rule that applies to it. A rule fails if one of its findings is severe enough; milder findings are the output of a test case that
/// passes, and suppressed ones skip it.
/// </summary>
/// <remarks>
/// Rules that pass are listed, too: GitLab calls a failure resolved only where the report of the new commit has the same test case.
/// Jenkins and GitLab show one failure for a test case, so it holds all findings of its rule.
/// </remarks>
public sealed class JUnitReport : IDisposable
{
    private const char Unprintable = '\uFFFD';

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };

    private readonly Severity _failOn;
    private readonly Stream _suites;
    private readonly XmlWriter _writer;
    private readonly long _start;
    private int _tests;
    private int _failures;
    private int _skipped;

    /// <summary>A report without suites.</summary>
    /// <param name="suites">An empty stream, which keeps the suites until all are counted.</param>
    /// <param name="failOn">The lowest severity whose findings are failures.</param>
    public JUnitReport(Stream suites, Severity failOn)
    {
        ArgumentNullException.ThrowIfNull(suites);
        (_suites, _failOn) = (suites, failOn);
        _writer = XmlWriter.Create(suites, Settings);
        _writer.WriteStartElement("testsuites");
        // What stands before the suites has their counts, and is written again at the end.
        _writer.Flush();
        _start = suites.Position;
    }

    /// <summary>Writes the report, XML in UTF-8.</summary>
    /// <param name="report">The audit.</param>
    /// <param name="failOn">The lowest severity whose findings are failures.</param>
    /// <param name="known">Findings that are in the baseline, and so are no failures.</param>
    public static ReadOnlyMemory<byte> Write(AuditReport report, Severity failOn, params IEnumerable<Finding> known)
    {
        using var suites = new MemoryStream();
        using var whole = new JUnitReport(suites, failOn);
        whole.Add(report, known);
        using var output = new MemoryStream();
        whole.WriteTo(output);
        return output.ToArray();
    }

    /// <summary>Adds the suites of an audit.</summary>
    /// <param name="report">The audit.</param>
    /// <param name="known">Findings that are in the baseline, and so are no failures.</param>
    public void Add(AuditReport report, params IEnumerable<Finding> known)
    {
        ArgumentNullException.ThrowIfNull(report);
        var excused = known.ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var suite in Suites(report, finding => finding.Severity >= _failOn && !excused.Contains(finding)))
        {
            Write(_writer, suite);
            _tests += suite.Cases.Count;
            _failures += suite.Cases.Count(test => test.Outcome == Outcome.Failed);
            _skipped += suite.Cases.Count(test => test.Outcome == Outcome.Skipped);
        }
    }

    /// <summary>Writes the report, XML in UTF-8. Nothing can be added afterwards.</summary>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _writer.WriteEndElement();
        _writer.Flush();
        output.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"microservice audit\" tests=\"{_tests}\" failures=\"{_failures}\" errors=\"0\" skipped=\"{_skipped}\"")));
        _suites.Seek(_start, SeekOrigin.Begin);
        _suites.CopyTo(output);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static IEnumerable<Suite> Suites(AuditReport report, Func<Finding, bool> isFailure)
    {
        var audited = report.Objects.ToDictionary(candidate => candidate.Object);
        var suppressed = report.Suppressed.ToLookup(ignored => ignored.Finding.Object);
        foreach (var candidate in report.InRange)
        {
            var found = audited.GetValueOrDefault(candidate);
            var cases = (found?.Findings ?? [])
                .GroupBy(finding => finding.RuleId)
                .Select(rule => new Case(rule.Key, rule.Any(isFailure) ? Outcome.Failed : Outcome.Passed, [.. rule.OrderByDescending(isFailure)], null))
                .Concat(suppressed[candidate]
                    .GroupBy(ignored => ignored.Finding.RuleId)
                    .Select(rule => new Case(rule.Key, Outcome.Skipped, [.. rule.Select(ignored => ignored.Finding)], rule.First().Reason)))
                .Concat((found?.PassedRules ?? []).Select(rule => new Case(rule, Outcome.Passed, [], null)))
                .ToList();
            if (cases.Count > 0)
            {
                yield return new Suite(candidate, cases);
            }
        }
    }

    private static void Write(XmlWriter writer, Suite suite)
    {
        var name = VisibleText.Of(ObjectReference.Of(suite.Object).ToString());
        writer.WriteStartElement("testsuite");
        WriteText(writer, "name", name);
        WriteCounts(
            writer, suite.Cases.Count, suite.Cases.Count(test => test.Outcome == Outcome.Failed), suite.Cases.Count(test => test.Outcome == Outcome.Skipped));
        foreach (var test in suite.Cases)
        {
            writer.WriteStartElement("testcase");
            WriteText(writer, "classname", name);
            writer.WriteAttributeString("name", test.Rule);
            WriteText(writer, "file", test.Findings is [var found, ..] ? found.Source : suite.Object.File.Name);
            writer.WriteAttributeString("line", Number(test.Findings is [var first, ..] ? first.Position.Line : suite.Object.Root.Position.Line));
            WriteOutcome(writer, test);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteOutcome(XmlWriter writer, Case test)
    {
        switch (test)
        {
            case { Outcome: Outcome.Failed }:
                writer.WriteStartElement("failure");
                WriteText(writer, "message", test.Findings.Count == 1 ? Message(test.Findings[0]) : $"{Message(test.Findings[0])} (and {test.Findings.Count - 1} more)");
                writer.WriteAttributeString("type", test.Findings.Max(finding => finding.Severity).ToString().ToLowerInvariant());
                writer.WriteString(Printable(Lines(test.Findings)));
                writer.WriteEndElement();
                break;
            case { Outcome: Outcome.Skipped }:
                writer.WriteStartElement("skipped");
                WriteText(writer, "message", VisibleText.Of(VisibleText.Cut(test.Reason ?? "Accepted without a reason.")));
                writer.WriteEndElement();
                break;
            case { Findings.Count: > 0 }:
                writer.WriteElementString("system-out", Printable(Lines(test.Findings)));
                break;
        }
    }

    private static void WriteCounts(XmlWriter writer, int tests, int failures, int skipped)
    {
        writer.WriteAttributeString("tests", Number(tests));
        writer.WriteAttributeString("failures", Number(failures));
        writer.WriteAttributeString("errors", "0");
        writer.WriteAttributeString("skipped", Number(skipped));
    }

    private static string Lines(IEnumerable<Finding> findings) => string.Join('\n', findings.Select(finding =>
        $"{VisibleText.Of(finding.Source)}:{(finding.Position == Position.None ? "" : $"{finding.Position}:")} {Message(finding)}"
        + finding.Fix switch
        {
            null => "",
            { Safety: FixSafety.Safe } fix => $" [fix: {VisibleText.Of(VisibleText.Cut(fix.Description))}]",
            { } fix => $" [fix, review: {VisibleText.Of(VisibleText.Cut(fix.Description))}]",
        }));

    private static string Message(Finding finding)
    {
        var message = VisibleText.Of(VisibleText.Cut(finding.Message));
        return VisibleText.Container(finding.Container, finding.Container is "" ? finding.Pointer : "") is { } container ? $"{VisibleText.Of(container)}: {message}" : message;
    }

    private static void WriteText(XmlWriter writer, string attribute, string text) => writer.WriteAttributeString(attribute, Printable(text));

    // XML has no way to write most control characters and lone surrogates, which names and values of a manifest may hold.
    private static string Printable(string text) => string.Create(text.Length, text, static (printable, text) =>
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
            {
                printable[index] = text[index];
                printable[++index] = text[index];
            }
            else
            {
                printable[index] = XmlConvert.IsXmlChar(text[index]) ? text[index] : Unprintable;
            }
        }
    });

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private enum Outcome
    {
        Passed,
        Failed,
        Skipped,
    }

    private sealed record Case(string Rule, Outcome Outcome, IReadOnlyList<Finding> Findings, string? Reason);

    private sealed record Suite(KubernetesObject Object, IReadOnlyList<Case> Cases);
}
