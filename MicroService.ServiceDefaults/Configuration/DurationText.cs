using System.Globalization;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Durations as people write them in manifests: <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, or <c>00:00:05</c>.</summary>
public static class DurationText
{
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration; false when the text is none. A number without a unit is refused, as it could mean anything.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var trimmed = text.Trim();
        foreach (var (suffix, milliseconds) in Units)
        {
            if (trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(trimmed.AsSpan(0, trimmed.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds)
            {
                duration = TimeSpan.FromTicks((long)Math.Round(number * milliseconds * TimeSpan.TicksPerMillisecond));
                return true;
            }
        }

        duration = default;
        return trimmed.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out duration);
    }

    /// <summary>The shortest exact form, such as <c>1.5s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (suffix, milliseconds) in Units.Reverse())
        {
            var number = duration.TotalMilliseconds / milliseconds;
            if (number >= 1 && number == Math.Round(number, 3))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{number}{suffix}");
            }
        }

        return duration == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
    }
}
