using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Lifecycle;

/// <summary>What a container does before it gets SIGTERM.</summary>
internal static partial class PreStopHook
{
    // A pause of longer than a year is a mistake, and sums of such must not overflow.
    private const long LongestSeconds = 366L * 24 * 60 * 60;

    /// <summary>The hook's mapping, or null if the container has none that does anything.</summary>
    public static MappingNode? Of(Container container) =>
        container.Node.Mapping("lifecycle")?.Mapping("preStop") is { Entries.Count: > 0 } hook ? hook : null;

    /// <summary>
    /// Seconds that the hook sleeps: its <c>sleep</c> action, or each <c>sleep</c> of its command; null if it has neither.
    /// </summary>
    public static long? SecondsOf(MappingNode hook)
    {
        if (hook.Mapping("sleep")?.Integer("seconds") is { } seconds)
        {
            return Math.Clamp(seconds, 0, LongestSeconds);
        }

        var command = string.Join(' ', hook.Mapping("exec")?.Sequence("command")?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? []);
        var sleeps = Sleep().Matches(command).Select(Duration).ToList();
        return sleeps.Count == 0 ? null : (long)Math.Clamp(sleeps.Sum(), 0, LongestSeconds);
    }

    private static double Duration(Match match) =>
        double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch
        {
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            _ => 1,
        };

    [GeneratedRegex(@"(?<![\w.-])sleep\s+(?<number>[0-9]{1,9}(\.[0-9]{1,9})?)(?<unit>[smhd]?)(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex Sleep();
}
