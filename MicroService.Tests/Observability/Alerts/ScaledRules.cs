using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroService.Tests.Observability.Alerts;

/// <summary>Divides the durations in the text of a rule file, so that a test sees in seconds what takes hours.</summary>
internal static partial class ScaledRules
{
    private const string Duration = "(?:[0-9]+(?:ms|[smhdwy]))+";

    // At one scrape a second.
    private const int FewestSamples = 5;

    /// <summary>The rules with each duration divided by <paramref name="divisor"/>, but windows of at least five seconds and others of at least one.</summary>
    public static string Of(string rules, int divisor)
    {
        var windows = Window().Replace(
            rules,
            match => $"[{Scaled(match.Groups["window"].Value, divisor, FewestSamples)}{match.Groups["colon"].Value}{Scaled(match.Groups["step"].Value, divisor, atLeast: 1)}]");
        return Other().Replace(windows, match => Scaled(match.Value, divisor, atLeast: 1));
    }

    private static string Scaled(string duration, int divisor, int atLeast)
    {
        var seconds = Part().Matches(duration).Sum(part => int.Parse(part.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * Seconds(part.Groups["unit"].Value));
        return duration.Length == 0 ? ""
            : seconds == 0 ? duration
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Max((long)seconds / divisor, atLeast)}s");
    }

    private static double Seconds(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => 365 * 86_400,
    };

    // A range, or a subquery with or without step.
    [GeneratedRegex($@"\[(?<window>{Duration})(?:(?<colon>:)(?<step>{Duration})?)?\]")]
    private static partial Regex Window();

    [GeneratedRegex($@"(?<=^[ \-]*(?:for|keep_firing_for|interval):[ ]+[""']?|\boffset[ ]+-?){Duration}\b", RegexOptions.Multiline)]
    private static partial Regex Other();

    [GeneratedRegex("(?<number>[0-9]+)(?<unit>ms|[smhdwy])")]
    private static partial Regex Part();
}
