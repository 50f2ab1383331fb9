using System.Globalization;

namespace MicroService.Advisor.Reporting;

/// <summary>A comparison for people.</summary>
internal static class ComparisonText
{
    private const string Absent = "(not there)";

    public static void Write(TextWriter writer, ScanComparison comparison, Palette palette)
    {
        Write(writer, "New findings", comparison.New, palette);
        Write(writer, "Gone findings", comparison.Gone, palette);
        Write(writer, "Changed findings", comparison.Changed, palette);
        foreach (var kind in comparison.Objects.GroupBy(changed => changed.Change).OrderBy(kind => kind.Key))
        {
            writer.WriteLine(palette.Bold($"{kind.Key} objects"));
            foreach (var changed in kind)
            {
                writer.WriteLine($"  {VisibleText.Of(changed.Object)}");
                foreach (var field in changed.Fields)
                {
                    var values = VisibleText.Of($"{field.Written ?? Absent} → {field.Live ?? Absent}");
                    writer.WriteLine($"    {VisibleText.Of(field.Pointer)}  {palette.Dim(values)}");
                }
            }

            writer.WriteLine();
        }

        int Objects(ObjectChangeKind kind) => comparison.Objects.Count(changed => changed.Change == kind);
        writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Compared with {VisibleText.Of(comparison.With)}: "
            + $"{comparison.New.Count} new, {comparison.Gone.Count} gone, {comparison.Changed.Count} changed findings; "
            + $"{Objects(ObjectChangeKind.New)} new, {Objects(ObjectChangeKind.Gone)} gone, {Objects(ObjectChangeKind.Changed)} changed objects"));
        writer.WriteLine(comparison.NotCompared > 0 ? $"; {comparison.NotCompared} findings not compared" : "");
        if (comparison.NotComparedNamespaces is { } some)
        {
            writer.WriteLine($"Not compared, as one of the two did not look there: {VisibleText.Of(string.Join(", ", some))}");
        }

        writer.WriteLine();
    }

    private static void Write(TextWriter writer, string title, IReadOnlyList<ComparedFinding> findings, Palette palette)
    {
        if (findings.Count == 0)
        {
            return;
        }

        writer.WriteLine(palette.Bold(title));
        var width = findings.Max(finding => finding.Rule.Length);
        foreach (var finding in findings)
        {
            var container = finding.Container is { } name ? $"{name}: " : "";
            var before = finding.SeverityBefore is { } severity && severity != finding.Severity ? $" (was {severity})" : "";
            writer.WriteLine(
                $"  {palette.Of(finding.Severity, finding.Severity.ToString().ToLowerInvariant().PadRight(7))}  {finding.Rule.PadRight(width)}  "
                + VisibleText.Of($"{finding.Object}  {container}{finding.Message}{before}"));
        }

        writer.WriteLine();
    }
}
