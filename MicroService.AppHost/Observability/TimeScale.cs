using System.Globalization;

namespace MicroService.AppHost.Observability;

/// <summary>Divides the durations of rules, so that tests see in seconds what takes hours: 1 leaves them as they are.</summary>
internal sealed record TimeScale(int Divisor = 1)
{
    private const int FewestSamples = 5;

    /// <summary>How long a condition has to hold, from what it is at scale 1, such as <c>5m</c>; at least a second.</summary>
    public string Wait(string duration) => Scaled(duration, atLeast: 1);

    /// <summary>How far back an expression looks; at least some scrapes at one a second.</summary>
    public string Window(string duration) => Scaled(duration, FewestSamples);

    private string Scaled(string duration, int atLeast) =>
        Divisor == 1 ? duration : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(Seconds(duration) / Divisor, atLeast)}s");

    private static int Seconds(string duration)
    {
        var number = int.Parse(duration.AsSpan(0, duration.Length - 1), CultureInfo.InvariantCulture);
        return duration[^1] switch
        {
            's' => number,
            'm' => number * 60,
            'h' => number * 3600,
            'd' => number * 86400,
            _ => throw new FormatException($"{duration} is no duration in s, m, h or d."),
        };
    }
}
