using MicroService.Api.Documents;
using MicroService.Api.Problems;
using MicroService.Api.Scans;

namespace MicroService.Api.Workloads;

/// <summary>Which workloads are asked for, and in which order.</summary>
/// <param name="Namespace">Their namespace; null for any.</param>
/// <param name="Kind">Their kind; null for any.</param>
/// <param name="Name">What their names contain; null for any.</param>
/// <param name="MaxScore">The highest score.</param>
/// <param name="Severity">The severity of which each has a finding; <c>any</c> for all workloads.</param>
/// <param name="Sort">The order, one of <see cref="Sorts"/>.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
internal sealed record WorkloadQuery(
    string? Namespace, string? Kind, string? Name, int MaxScore, string Severity, string Sort, int Limit, WorkloadCursor? After)
{
    public const int BestScore = 100;
    public const string AnySeverity = "any";

    /// <summary>The orders; workloads that are alike in it are sorted by namespace, kind and name.</summary>
    public static readonly string[] Sorts = ["name", "score", "-score", "dangers"];

    /// <summary>The severities to ask for.</summary>
    public static readonly string[] Severities = [AnySeverity, "danger", "warning", "advice"];

    /// <summary>What the order sorts by before names, in SQL.</summary>
    public string SortValue => Sort switch
    {
        "score" => "score",
        "-score" => "-score",
        "dangers" => "-dangers",
        // A bare number would be the number of a column.
        _ => "0 * score",
    };

    /// <summary>What the findings of the severity are counted in, in SQL.</summary>
    public string SeverityCount => Severity switch
    {
        "danger" => "dangers",
        "warning" => "warnings",
        "advice" => "advices",
        _ => "1",
    };

    private const int MaxLimit = 500;

    /// <summary>The question of a request, or what is wrong with it.</summary>
    public static (WorkloadQuery? Query, ProblemResult? Problem) Read(IQueryCollection parameters, int defaultLimit)
    {
        var reader = new QueryReader(parameters);
        var sort = reader.Choice("sort", Sorts);
        var query = new WorkloadQuery(
            reader.Name("namespace"),
            reader.Name("kind"),
            reader.Name("name"),
            reader.Number("maxScore", BestScore, 0, BestScore),
            reader.Choice("severity", Severities),
            sort,
            reader.Number("limit", defaultLimit, 1, MaxLimit),
            reader.Position("after", text => WorkloadCursor.Parse(text) is { } cursor && cursor.Sort == sort ? cursor : null));
        return reader.Problem is { } wrong ? (null, wrong) : (query, null);
    }

    /// <summary>The same question, from a workload on.</summary>
    public static string Next(IQueryCollection parameters, WorkloadRow last, string sort)
    {
        var kept = parameters.Where(static parameter => parameter.Key != "after").SelectMany(static parameter => parameter.Value, static (parameter, value) => KeyValuePair.Create(parameter.Key, value));
        var text = QueryString.Create(kept).ToString();
        return $"{(text.Length == 0 ? "?" : $"{text}&")}after={CursorOf(last, sort)}";
    }

    private static WorkloadCursor CursorOf(WorkloadRow row, string sort) => new(
        sort,
        sort switch
        {
            "score" => row.Score,
            "-score" => -row.Score,
            "dangers" => -row.Counts.Danger,
            _ => 0,
        },
        row.Namespace,
        row.Kind,
        row.Group,
        row.Name);
}
