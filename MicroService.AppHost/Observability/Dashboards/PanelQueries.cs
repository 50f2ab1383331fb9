namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>PromQL of panels: every selector follows the dashboard's variables.</summary>
internal static class PanelQueries
{
    private const string Variables = "namespace=~\"$namespace\",job=~\"$job\",instance=~\"$instance\"";

    /// <summary>The series of a metric that the variables choose, narrowed by further matchers.</summary>
    public static string Select(string metric, string matchers = "") =>
        $"{metric}{{{Variables}{(matchers.Length > 0 ? "," : "")}{matchers}}}";

    /// <summary>How fast a counter grows, per second.</summary>
    public static string Rate(string metric, string matchers = "") => $"rate({Select(metric, matchers)}[$__rate_interval])";

    public static string Sum(string expression, string by = "") => by.Length > 0 ? $"sum by ({by}) ({expression})" : $"sum({expression})";

    public static string Max(string expression, string by = "") => by.Length > 0 ? $"max by ({by}) ({expression})" : $"max({expression})";

    /// <summary>Events per second of a histogram.</summary>
    public static string CountRate(string histogram, string by = "", string matchers = "") => Sum(Rate(histogram + "_count", matchers), by);

    /// <summary>A percentile of a histogram, 0 to 1.</summary>
    public static string Percentile(string share, string histogram, string by = "") =>
        $"histogram_quantile({share}, {Sum(Rate(histogram + "_bucket"), by.Length > 0 ? $"le, {by}" : "le")})";

    /// <summary>The buckets of a histogram, for a heatmap.</summary>
    public static string Buckets(string histogram) => Sum($"increase({Select(histogram + "_bucket")}[$__rate_interval])", "le");

    /// <summary>The usual percentiles, each a query.</summary>
    public static IReadOnlyList<Query> Percentiles(string histogram, string by = "")
    {
        var series = by.Length > 0 ? $" {{{{{by}}}}}" : "";
        return
        [
            new Query(Percentile("0.5", histogram, by), "p50" + series),
            new Query(Percentile("0.95", histogram, by), "p95" + series),
            new Query(Percentile("0.99", histogram, by), "p99" + series),
        ];
    }
}
