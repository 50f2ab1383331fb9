using System.Globalization;
using System.Text.Json;

namespace MicroService.Advisor.Reporting;

/// <summary>Rules in full, for people.</summary>
public static class RuleText
{
    /// <summary>Writes rules as text, one after the other.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<RuleDocument> rules, Palette palette)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(palette);
        foreach (var (index, rule) in rules.Index())
        {
            writer.Write(index == 0 ? "" : "\n");
            writer.WriteLine($"{palette.Bold(rule.Id)}  {palette.Of(rule.Severity, Word(rule.Severity))}  {Word(rule.Category)}");
            writer.WriteLine($"{rule.Title}.\n\n{rule.Why}\n");
            writer.WriteLine(rule.Fix is { } fix ? $"Fix: {fix}" : "No fix: a person must decide.");
            foreach (var line in Facts(rule, static name => name))
            {
                writer.WriteLine(line);
            }

            writer.WriteLine(palette.Dim(rule.Reference.ToString()));
        }
    }

    /// <summary>Writes rules as Markdown, each under a heading of the third level.</summary>
    public static void WriteMarkdown(TextWriter writer, IReadOnlyList<RuleDocument> rules)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var (index, rule) in rules.Index())
        {
            writer.Write(index == 0 ? "" : "\n");
            writer.Write(Markdown(rule));
        }
    }

    /// <summary>A rule as Markdown.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="safety">How safe its fixes are, in words, where that is known.</param>
    public static string Markdown(RuleDocument rule, string? safety = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var scope = rule.NeedsWholeApplication ? " · *whole application*" : "";
        var fix = rule.Fix is null ? "No fix: a person must decide." : $"Fix{(safety is null ? "" : $" ({safety})")}: {rule.Fix}";
        var facts = string.Concat(Facts(rule, static name => $"`{name}`").Select(fact => $"{fact}\n\n"));
        var heading = $"**{rule.Title}** · {Word(rule.Severity)} · {rule.Checklist}{scope}";
        return $"### {rule.Id}\n\n{heading}\n\n{rule.Why}\n\n{fix}\n\n{facts}[Reference]({rule.Reference})\n";
    }

    private static IEnumerable<string> Facts(RuleDocument rule, Func<string, string> code)
    {
        foreach (var parameter in rule.Parameters ?? [])
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Setting {code(parameter.Name)} ({parameter.Least} to {parameter.Most}, default {parameter.Default}): {parameter.Meaning}");
        }

        if (rule.FormerIds is { } former)
        {
            yield return $"Former id: {string.Join(", ", former.Select(code))}.";
        }

        var peers = new (string Tool, IReadOnlyList<string> Checks)[]
        {
            ("kube-linter", rule.Equivalents?.KubeLinter ?? []),
            ("kube-score", rule.Equivalents?.KubeScore ?? []),
            ("Polaris", rule.Equivalents?.Polaris ?? []),
        };
        var named = peers.Where(peer => peer.Checks.Count > 0).Select(peer => $"{peer.Tool} {string.Join(", ", peer.Checks.Select(code))}").ToList();
        if (named.Count > 0)
        {
            yield return $"Elsewhere: {string.Join("; ", named)}.";
        }

        if (rule.Difference is { } difference)
        {
            yield return $"On purpose: {difference}";
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
