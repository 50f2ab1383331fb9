using System.Buffers;
using System.Text;
using System.Text.Json;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// The findings that a team started with: an audit compared with them fails for new ones only. A whole report as JSON is a baseline, too.
/// </summary>
/// <param name="Findings">The findings.</param>
public sealed record Baseline(IReadOnlyList<BaselineEntry> Findings)
{
    private const int Version = 1;
    private const string NotAnObject = "A baseline is a JSON object with findings.";

    /// <summary>The baseline that accepts everything that an audit found.</summary>
    public static Baseline Of(AuditDocument audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return new Baseline(
        [
            .. from finding in audit.Findings
               from fingerprint in new[] { finding.Fingerprint }.OfType<string>()
               orderby finding.Object.ToString(), finding.Rule, finding.Container, fingerprint
               select new BaselineEntry(fingerprint, finding.Rule, finding.Object.ToString(), finding.Container),
        ]);
    }

    /// <summary>Reads a baseline, or a report.</summary>
    /// <param name="name">The file's name, for problems.</param>
    /// <param name="utf8">JSON in UTF-8.</param>
    public static BaselineReading Read(string name, ReadOnlyMemory<byte> utf8)
    {
        var reading = new ManifestReader(new ManifestLimits { MaxBytes = int.MaxValue, MaxNodes = int.MaxValue }).ReadJson(name, utf8);
        if (reading.File?.Documents is not [{ Root: { } root }, ..])
        {
            return new BaselineReading(null, [.. reading.Problems.DefaultIfEmpty(Invalid(name, Position.None, NotAnObject)).Select(Explain)]);
        }

        if (root["version"] is { } version && version is not ScalarNode { AsInteger: Version })
        {
            return new BaselineReading(
                null, [Invalid(name, version.Position, $"Only version {Version} of a baseline can be read; record it again with --write-baseline.")]);
        }

        if (root.Sequence("findings") is not { } findings)
        {
            return new BaselineReading(
                null, [Invalid(name, root.Position, "A baseline has a list of findings; record one with --write-baseline.")]);
        }

        var entries = new List<BaselineEntry>();
        var problems = new List<Problem>();
        foreach (var item in findings.Items)
        {
            if (item is MappingNode finding && finding.Text("fingerprint") is { } fingerprint && finding.Text("rule") is { } rule)
            {
                var id = RuleCatalog.Find(rule)?.Definition.Id ?? rule;
                entries.Add(new BaselineEntry(fingerprint, id, ObjectIn(finding), finding.Text("container")));
            }
            else
            {
                problems.Add(Invalid(
                    name, item.Position, "The finding has no fingerprint or no rule; record the baseline again with --write-baseline."));
            }
        }

        return problems.Count > 0 ? new BaselineReading(null, problems) : new BaselineReading(new Baseline(entries), []);
    }

    /// <summary>The baseline as JSON in UTF-8, a finding on each line, so that a change of it reads well.</summary>
    public byte[] Write()
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write(Encoding.UTF8.GetBytes($"{{\n  \"version\": {Version},\n  \"findings\": ["));
        for (var index = 0; index < Findings.Count; index++)
        {
            text.Write(index == 0 ? "\n    "u8 : ",\n    "u8);
            text.Write(JsonSerializer.SerializeToUtf8Bytes(Findings[index], ReportJson.Readable.BaselineEntry));
        }

        text.Write(Findings.Count == 0 ? "]\n}\n"u8 : "\n  ]\n}\n"u8);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The audit with each finding marked as new or known, and what is gone.</summary>
    public AuditDocument Compare(AuditDocument audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        var match = new BaselineMatch(this);
        var findings = audit.Findings.Select(match.Mark).ToList();
        foreach (var suppressed in audit.Suppressed)
        {
            match.See(suppressed);
        }

        foreach (var given in audit.Objects.Select(audited => audited.Object).Concat(audit.NotAudited?.Select(unaudited => unaudited.Object) ?? []))
        {
            match.See(given);
        }

        return audit with { Findings = findings, Baseline = match.Result };
    }

    // As a baseline has it, or as a report has it.
    private static string ObjectIn(MappingNode finding) =>
        finding.Mapping("object") is { } reference
            ? $"{new ObjectReference("", reference.Text("kind") ?? "", reference.Text("namespace"), reference.Text("name") ?? "")}"
            : finding.Text("object") ?? "";

    // The reader speaks of manifests.
    private static Problem Explain(Problem problem) => problem.Code == "not-an-object" ? problem with { Message = NotAnObject } : problem;

    private static Problem Invalid(string name, Position position, string message) => new(ProblemKind.Invalid, "baseline", name, position, message);
}

/// <summary>One finding of a baseline.</summary>
/// <param name="Fingerprint">What tells it from all others.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Object">The object, such as <c>shop/Deployment/cart</c>.</param>
/// <param name="Container">The container, if it is about one.</param>
public sealed record BaselineEntry(string Fingerprint, string Rule, string Object, string? Container);

/// <summary>What came of reading a baseline: the baseline, or every problem that it has.</summary>
/// <param name="Baseline">The baseline; null if there are problems.</param>
/// <param name="Problems">All problems, in the order of the file.</param>
public sealed record BaselineReading(Baseline? Baseline, IReadOnlyList<Problem> Problems);

/// <summary>How an audit differs from its baseline.</summary>
/// <param name="New">Number of findings that are not in the baseline.</param>
/// <param name="Known">Number of findings that are.</param>
/// <param name="Gone">Findings of the baseline that the audited objects no longer have.</param>
/// <param name="NotGiven">Number of findings of the baseline about objects that were not among the audited files.</param>
public sealed record BaselineComparison(int New, int Known, IReadOnlyList<BaselineEntry> Gone, int NotGiven);
