using System.Globalization;
using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Admission;

/// <summary>Puts findings into the words of an answer.</summary>
/// <remarks>Kubernetes: staging/src/k8s.io/apiserver/pkg/warning and its filter, which cuts what is longer than these.</remarks>
internal static class AdmissionText
{
    /// <summary>The bytes of all warnings together that reach a user.</summary>
    public const int MostBytes = 4096;

    private const int LongestLine = 256;
    private const int LongestMessage = 1024;

    // 'and 1000 more findings', and what stands before it.
    private const int Reserve = 64;

    /// <summary>The findings as warnings, as many as fit, and then how many more there are.</summary>
    /// <param name="first">What is said before them.</param>
    /// <param name="findings">The findings.</param>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<string> first, IReadOnlyList<Finding> findings)
    {
        var lines = new List<string>(first);
        var left = MostBytes - first.Sum(Encoding.UTF8.GetByteCount);
        for (var i = 0; i < findings.Count; i++)
        {
            var line = Cut($"{Word(findings[i].Severity)}: {Line(findings[i])}", LongestLine);
            var size = Encoding.UTF8.GetByteCount(line);
            if (size > left - (i == findings.Count - 1 ? 0 : Reserve))
            {
                lines.Add(More(findings.Count - i));
                break;
            }

            lines.Add(line);
            left -= size;
        }

        return lines;
    }

    /// <summary>Why an object is denied.</summary>
    /// <param name="findings">The findings that it is denied for.</param>
    /// <param name="last">What is said after them; null for nothing.</param>
    public static string Denial(IReadOnlyList<Finding> findings, string? last = null)
    {
        var text = new StringBuilder();
        for (var i = 0; i < findings.Count; i++)
        {
            var line = Cut(Line(findings[i]), LongestLine);
            if (text.Length > 0 && text.Length + line.Length > LongestMessage)
            {
                text.Append("; ").Append(More(findings.Count - i));
                break;
            }

            text.Append(text.Length == 0 ? "" : "; ").Append(line);
        }

        return last is null ? text.ToString() : text.Append(". ").Append(Cut(last)).ToString();
    }

    /// <summary>A text on one line, of at most so many bytes.</summary>
    public static string Cut(string text, int longest = LongestLine)
    {
        var visible = VisibleText.Of(text);
        if (Encoding.UTF8.GetByteCount(visible) <= longest)
        {
            return visible;
        }

        var cut = new StringBuilder();
        var left = longest - Encoding.UTF8.GetByteCount("…");
        foreach (var rune in visible.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.Append('…').ToString();
    }

    private static string Line(Finding finding) =>
        $"{finding.RuleId}: {(VisibleText.Container(finding.Container, finding.Pointer) is { } container ? $"{container}: " : "")}{VisibleText.Cut(finding.Message)}";

    private static string More(int count) => string.Create(CultureInfo.InvariantCulture, $"and {count} more");

    private static string Word(Severity severity) => severity switch { Severity.Danger => "danger", Severity.Warning => "warning", _ => "advice" };
}
