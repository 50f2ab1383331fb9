using System.Globalization;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reporting;
using MicroService.Cluster.RightSizing;

namespace MicroService.Cli.RightSizing;

/// <summary>Prints sizes for people: a line for each container, and below it what it is made of and what to do first.</summary>
internal static class SizingTable
{
    private const double Mebi = 1024 * 1024;
    private const string Arrow = " → ";
    private const string None = "-";

    public static void Write(TextWriter writer, SizingReport report, Palette palette)
    {
        string[] heads = ["CONTAINER", "CPU REQUEST", "CPU LIMIT", "MEMORY REQUEST", "MEMORY LIMIT", "CONFIDENCE"];
        var rows = report.Answers.Select(answer => (Answer: answer, Cells: Cells(answer))).ToList();
        var widths = heads.Index().Select(head => rows.Select(row => row.Cells[head.Index].Length).Append(head.Item.Length).Max()).ToList();
        writer.WriteLine(palette.Dim(Line(heads, widths)));
        foreach (var workload in rows.GroupBy(row => row.Answer.Workload))
        {
            writer.WriteLine(palette.Bold(VisibleText.Of(workload.Key.ToString())));
            foreach (var (answer, cells) in workload)
            {
                var line = Line(cells, widths);
                writer.WriteLine(answer.Changes.Any() ? palette.Bold(line) : line);
                foreach (var note in NotesOf(answer))
                {
                    writer.WriteLine(palette.Dim($"    {VisibleText.Of(note)}"));
                }
            }

            writer.WriteLine();
        }
    }

    /// <summary>The figures that an answer is made of, as a sentence has them; empty if there are none.</summary>
    public static string EvidenceOf(SizeEvidence evidence)
    {
        if (evidence.CpuPoints + evidence.MemoryPoints == 0)
        {
            return "";
        }

        var parts = new List<string>
        {
            Text($"{evidence.Days:0.0} days"),
            Text($"{evidence.Pods} {(evidence.Pods == 1 ? "pod" : "pods")}"),
            Text($"{evidence.CpuPoints:#,0} CPU points"),
        };
        if (evidence is { CpuP50: { } usual, CpuP95: { } busy })
        {
            parts.Add($"CPU {Milli(usual)} usually, {Milli(busy)} at p95");
        }

        if (evidence is { MemoryP99: { } most, MemoryPeak: { } peak })
        {
            parts.Add(Text($"memory {most / Mebi:0}Mi at p99, {peak / Mebi:0}Mi at most"));
        }

        if (evidence.ThrottledShare is { } share)
        {
            parts.Add(Text($"throttled {share:P0}"));
        }

        if (evidence.Restarts > 0)
        {
            parts.Add(Text($"{evidence.Restarts} restarts"));
        }

        return string.Join(", ", parts) + ".";
    }

    private static IEnumerable<string> NotesOf(ContainerAnswer answer)
    {
        var reasons = answer.NoCpu == answer.NoMemory
            ? new[] { answer.NoCpu }
            : [answer.NoCpu is { } cpu ? $"CPU: {cpu}" : null, answer.NoMemory is { } memory ? $"Memory: {memory}" : null];
        return new[] { EvidenceOf(answer.Evidence) }.Concat(reasons.OfType<string>()).Concat(answer.Notes).Where(note => note.Length > 0);
    }

    private static string[] Cells(ContainerAnswer answer)
    {
        var (now, then) = (answer.Present, answer.Right);
        return
        [
            VisibleText.Of(answer.Container),
            Change(now.CpuRequest, then.CpuRequest, answer.NoCpu is null, static amount => amount.ToCpuText()),
            Change(now.CpuLimit, then.CpuLimit, true, static amount => amount.ToCpuText()),
            Change(now.MemoryRequest, then.MemoryRequest, answer.NoMemory is null, static amount => amount.ToMemoryText()),
            Change(now.MemoryLimit, then.MemoryLimit, true, static amount => amount.ToMemoryText()),
            answer.Confidence switch { Confidence.High => "high", Confidence.Medium => "medium", Confidence.Low => "low", _ => "none" },
        ];
    }

    private static string Change(Quantity? now, Quantity? then, bool hasFigure, Func<Quantity, string> text)
    {
        var present = now is { } written ? text(written) : None;
        return !hasFigure ? $"{present}{Arrow}?" : then is null || then == now ? present : $"{present}{Arrow}{text(then.Value)}";
    }

    private static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        ("  " + string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i])))).TrimEnd();

    private static string Milli(double cores) => Text($"{cores * 1000:0.#}m");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
