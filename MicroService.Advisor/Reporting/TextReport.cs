using MicroService.Advisor.Fixes;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Reporting;

/// <summary>An audit for people: findings object by object, and the summary last, where a terminal keeps it in view.</summary>
public static class TextReport
{
    /// <summary>Writes the audit.</summary>
    public static void Write(TextWriter writer, AuditDocument audit, Palette palette)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(palette);
        var ruleWidth = audit.Suppressed.Select(finding => finding.Rule.Length).DefaultIfEmpty().Max();
        var placeWidth = 0;
        var fixable = 0;
        foreach (var finding in audit.Findings)
        {
            ruleWidth = Math.Max(ruleWidth, finding.Rule.Length);
            placeWidth = Math.Max(placeWidth, Place(finding).Length);
            fixable += finding.Fix is null ? 0 : 1;
        }

        using var findings = audit.Findings.GetEnumerator();
        foreach (var audited in audit.Objects)
        {
            if (audited.Findings == 0)
            {
                continue;
            }

            writer.Write($"{palette.Bold(VisibleText.Of(audited.Object.ToString()))}  {(audited.Line == 0 ? "" : $"{VisibleText.Of(audited.Source)}:{audited.Line}  ")}");
            writer.Write(palette.OfGrade(audited.Grade, $"{audited.Score} ({audited.Grade})"));
            writer.WriteLine(audited.PodSecurityLevel is { } level ? $"  {Word(level)}" : "");
            for (var left = audited.Findings; left > 0 && findings.MoveNext(); left--)
            {
                WriteFinding(writer, findings.Current, audited.Source, ruleWidth, placeWidth, palette);
            }

            writer.WriteLine();
        }

        WriteSuppressed(writer, audit, ruleWidth, palette);
        WriteExpired(writer, audit, palette);
        WriteGone(writer, audit, ruleWidth, palette);
        WriteUnaudited(writer, audit, palette);
        WriteUnread(writer, audit, palette);
        if (audit.Comparison is { } comparison)
        {
            ComparisonText.Write(writer, comparison, palette);
        }

        WriteSum(writer, audit, fixable, palette);
        if (audit.Baseline is { } baseline)
        {
            writer.WriteLine(
                $"Against the baseline: {baseline.New} new, {baseline.Known} known, {baseline.Gone.Count} gone"
                + (baseline.NotGiven > 0 ? $"; {baseline.NotGiven} more about objects that were not given" : ""));
        }

        WriteNamespaces(writer, audit.Namespaces, palette);
    }

    private static void WriteFinding(TextWriter writer, AuditFinding finding, string source, int ruleWidth, int placeWidth, Palette palette)
    {
        writer.Write($"  {palette.Of(finding.Severity, Word(finding.Severity).PadRight(7))}  {finding.Rule.PadRight(ruleWidth)}  {(placeWidth == 0 ? "" : $"{palette.Dim(Place(finding).PadLeft(placeWidth))}  ")}");
        // An object can be built from several files.
        writer.Write(finding.Source == source ? "" : $"{VisibleText.Of(finding.Source)}: ");
        writer.Write(finding.IsNew == true ? palette.Bold("new  ") : "");
        writer.Write(VisibleText.Of(VisibleText.Container(finding.Container, finding.Pointer) is { } container ? $"{container}: {finding.Message}" : finding.Message));
        writer.WriteLine(finding.Fix is { } fix ? palette.Dim($" [fix{(fix.Safety == FixSafety.Safe ? "" : ", review")}: {VisibleText.Of(fix.Description)}]") : "");
    }

    private static void WriteSuppressed(TextWriter writer, AuditDocument audit, int ruleWidth, Palette palette)
    {
        if (audit.Suppressed.Count == 0)
        {
            return;
        }

        writer.WriteLine(palette.Bold("Suppressed"));
        foreach (var finding in audit.Suppressed)
        {
            writer.WriteLine($"  {finding.Rule.PadRight(ruleWidth)}  {VisibleText.Of(finding.Object.ToString())}  {palette.Dim(VisibleText.Of(VisibleText.Cut(finding.Reason ?? "no reason given")))}");
        }

        writer.WriteLine();
    }

    private static void WriteExpired(TextWriter writer, AuditDocument audit, Palette palette)
    {
        if (audit.ExpiredExceptions is not { Count: > 0 } expired)
        {
            return;
        }

        writer.WriteLine(palette.Bold("Expired exceptions, which no longer apply"));
        foreach (var exception in expired)
        {
            var scope = string.Join(' ', new[] { exception.Namespace, exception.Object, exception.Container }.OfType<string>());
            writer.WriteLine($"  {exception.Expires:yyyy-MM-dd}  {string.Join(", ", exception.Rules)}  {scope}  {palette.Dim(exception.Reason)}");
        }

        writer.WriteLine();
    }

    private static void WriteGone(TextWriter writer, AuditDocument audit, int ruleWidth, Palette palette)
    {
        if (audit.Baseline is not { Gone.Count: > 0 } baseline)
        {
            return;
        }

        writer.WriteLine(palette.Bold("Gone from the baseline; --write-baseline records that"));
        foreach (var entry in baseline.Gone)
        {
            writer.WriteLine($"  {entry.Rule.PadRight(ruleWidth)}  {entry.Object}{(entry.Container is null ? "" : $"  {entry.Container}")}");
        }

        writer.WriteLine();
    }

    private static void WriteUnaudited(TextWriter writer, AuditDocument audit, Palette palette)
    {
        if (audit.NotAudited is not { Count: > 0 } unaudited)
        {
            return;
        }

        writer.WriteLine(palette.Bold("Not audited"));
        foreach (var candidate in unaudited)
        {
            writer.WriteLine($"  {VisibleText.Of(candidate.Object.ToString())}  {palette.Dim(VisibleText.Of($"{candidate.Object.ApiVersion}{(candidate.Line == 0 ? "" : $"  {candidate.Source}:{candidate.Line}")}"))}");
        }

        writer.WriteLine();
    }

    private static void WriteUnread(TextWriter writer, AuditDocument audit, Palette palette)
    {
        if (audit.NotRead is not { Count: > 0 } unread)
        {
            return;
        }

        writer.WriteLine(palette.Bold("Not read"));
        foreach (var kind in unread)
        {
            var place = kind.Namespaces switch
            {
                null => "",
                [var ns] => $" in {ns}",
                { Count: var count } => $" in {count} namespaces",
            };
            writer.WriteLine($"  {kind.Kind}{place}: {VisibleText.Of(VisibleText.Cut(kind.Reason))}");
            writer.Write(kind.SilencedRules.Count == 0 ? "" : palette.Dim($"    silent: {string.Join(", ", kind.SilencedRules)}") + writer.NewLine);
        }

        writer.WriteLine();
    }

    private static void WriteSum(TextWriter writer, AuditDocument audit, int fixable, Palette palette)
    {
        var counts = audit.Counts;
        writer.WriteLine(
            $"{palette.OfGrade(audit.Grade, palette.Bold(audit.Grade == "-" ? "No score: nothing was audited" : $"Score {audit.Score} ({audit.Grade})"))}  "
            + $"{Many(audit.Workloads, "workload")}, {Many(audit.Objects.Count, "object")}: "
            + $"{Many(counts.Danger, "danger")}, {Many(counts.Warning, "warning")}, {counts.Advice} advice"
            + $"{(fixable > 0 ? $"; {fixable} fixable" : "")}{(counts.Suppressed > 0 ? $"; {counts.Suppressed} suppressed" : "")}"
            + (audit.NotAudited is { Count: > 0 } unaudited ? $"; {unaudited.Count} not audited" : ""));
    }

    private static void WriteNamespaces(TextWriter writer, IReadOnlyList<NamespaceLevel> namespaces, Palette palette)
    {
        if (namespaces.Count == 0)
        {
            return;
        }

        writer.WriteLine();
        writer.WriteLine(palette.Bold("Pod Security level that each namespace could enforce"));
        var nameWidth = namespaces.Max(ns => Name(ns).Length);
        foreach (var ns in namespaces)
        {
            var rest = ns.PodSecurityLevel == PodSecurityLevel.Restricted ? ""
                : $"; {ns.AtLevel} {(ns.AtLevel == 1 ? "keeps" : "keep")} it from {Word(ns.PodSecurityLevel + 1)}";
            writer.Write($"  {Name(ns).PadRight(nameWidth)}  {Word(ns.PodSecurityLevel).PadRight(10)}  ");
            writer.WriteLine(palette.Dim($"{Many(ns.Workloads, "workload")}{rest}"));
        }
    }

    private static string Name(NamespaceLevel ns) => ns.Name is { } name ? VisibleText.Of(VisibleText.Cut(name)) : "(none written)";

    private static string Word(PodSecurityLevel level) =>
        level switch { PodSecurityLevel.Restricted => "restricted", PodSecurityLevel.Baseline => "baseline", _ => "privileged" };

    // What comes from a cluster is in no file.
    private static string Place(AuditFinding finding) => finding.Line == 0 ? "" : $"{finding.Line}:{finding.Column}";

    private static string Word(Severity severity) => severity switch { Severity.Danger => "danger", Severity.Warning => "warning", _ => "advice" };

    private static string Many(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
