using System.Globalization;
using System.Text;
using MicroService.Api.Pages.Layouts;

namespace MicroService.Api.Pages.Charts;

/// <summary>A chart of lines over time.</summary>
public sealed record Chart
{
    /// <summary>The width of the drawing in its own units.</summary>
    public const int Width = 640;

    /// <summary>The height of the drawing in its own units.</summary>
    public const int Height = 160;

    /// <summary>What it shows, in a sentence for those who don't see it.</summary>
    public required string Description { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The value at the upper edge; more than 0.</summary>
    public required double Top { get; init; }

    /// <summary>The upper edge in words, with its unit.</summary>
    public required string TopText { get; init; }

    /// <summary>What is drawn over time.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>What is the same all the time, such as a limit.</summary>
    public IReadOnlyList<ChartLevel> Levels { get; init; } = [];

    /// <summary>The points of a line, as a polyline has them.</summary>
    public string PointsOf(ChartLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var span = Math.Max(1, (To - From).TotalSeconds);
        var points = new StringBuilder();
        foreach (var (time, value) in line.Points)
        {
            points.Append(CultureInfo.InvariantCulture, $"{(time - From).TotalSeconds / span * Width:0.#},{HeightOf(value)} ");
        }

        return points.ToString().TrimEnd();
    }

    /// <summary>The place of a value from the top, in the drawing's units.</summary>
    public string HeightOf(double value) => (Height - (Math.Clamp(value / Top, 0, 1) * Height)).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A time as people write it, in UTC.</summary>
    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The scores of something over time.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="looks">What each score is from: audit or scan.</param>
    /// <param name="scores">When it had which score.</param>
    public static Chart OfScores(string what, string looks, IReadOnlyList<(DateTimeOffset Time, int Score)> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        (DateTimeOffset Time, double Value)[] points = [.. scores.OrderBy(static score => score.Time).Select(static score => (score.Time, (double)score.Score))];
        return new Chart
        {
            Description = $"The score of {what}: {points[0].Value} at first, {points[^1].Value} at last, over {Amount.Of(points.Length, looks)}.",
            From = points[0].Time,
            To = points[^1].Time,
            Top = 100,
            TopText = "100",
            Lines = [new ChartLine("score", "used", points)],
        };
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Kind">How it is drawn: <c>used</c> or <c>peak</c>.</param>
/// <param name="Points">Its points, in time's order.</param>
public sealed record ChartLine(string Name, string Kind, IReadOnlyList<(DateTimeOffset Time, double Value)> Points);

/// <summary>A value that stays.</summary>
/// <param name="Name">What it is, with its value in words.</param>
/// <param name="Kind">How it is drawn: <c>request</c>, <c>limit</c> or <c>suggested</c>.</param>
/// <param name="Value">The value.</param>
public sealed record ChartLevel(string Name, string Kind, double Value);
