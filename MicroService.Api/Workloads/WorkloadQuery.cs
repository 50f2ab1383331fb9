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
}
