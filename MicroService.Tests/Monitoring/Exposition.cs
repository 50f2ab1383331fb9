using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Monitoring;

/// <summary>What <c>/metrics</c> answers, in the text form that Prometheus reads.</summary>
internal sealed partial class Exposition
{
    private Exposition(string text)
    {
        Text = text;
        Types = Declaration().Matches(text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["type"].Value);
        Series = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')])];
    }

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The type of each metric family, by the family's name.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    /// <summary>Each series with its labels, without its value.</summary>
    public IReadOnlyList<string> Series { get; }

    /// <summary>The names of all series: of a histogram <c>x</c> those are <c>x_bucket</c>, <c>x_sum</c> and <c>x_count</c>.</summary>
    public IReadOnlySet<string> Names => Series.Select(series => series.Split('{')[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Scrapes the management port once.</summary>
    public static async Task<Exposition> ScrapeAsync(ApiProcess api) =>
        await ScrapeAsync(api.Management, new Uri("/metrics", UriKind.Relative));

    /// <summary>Scrapes an address once.</summary>
    public static async Task<Exposition> ScrapeAsync(HttpClient client, Uri metrics) => new(await client.GetStringAsync(metrics, TestContext.Current.CancellationToken));

    /// <summary>The names of the labels of a metric family, without a histogram's <c>le</c>, in order.</summary>
    public IReadOnlyList<string> LabelsOf(string family) =>
    [
        .. Series.Where(series => FamilyOf(series) == family)
            .SelectMany(series => Label().Matches(series).Select(match => match.Groups["name"].Value))
            .Where(name => name != "le")
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The value of the one series that begins so.</summary>
    public string ValueOf(string start) => Assert.Single(Text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal)).Split(' ')[^1];

    /// <summary>The sum of a metric's series that have all of these labels; 0 if there are none.</summary>
    public double Sum(string metric, params string[] labels) => Text.Split('\n')
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(static line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));

    private string FamilyOf(string series)
    {
        var name = series.Split('{')[0];
        return Types.ContainsKey(name) ? name : Suffix().Replace(name, "");
    }

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>[a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("""(?<=[{,])(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*""")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
