using System.Text.RegularExpressions;
using MicroService.Tests.Conventions;
using MicroService.Tests.Observability.Alerts;
using MicroService.Tests.Observability.Dashboards;
using MicroService.Tests.Observability.Troubles;

namespace MicroService.Tests.Observability;

public sealed partial class MetricNamesTests(TroubleRun run)
{
    // Prometheus writes it for every target.
    private static readonly string[] OfOthers = ["up"];

    private static readonly IReadOnlyList<(string Place, string Expression)> Queries =
    [
        .. PanelQuery.All.Select(query => ($"{query.Dashboard}.json, {query.Panel}", query.Expression)),
        .. DashboardFile.All.SelectMany(dashboard => dashboard.VariableQueries.Select(query => ($"{dashboard.Name}.json, variables", query))),
        .. RuleFile.Rules.Select(rule => ($"rules.yaml, {rule.Name}", rule.Expression)),
    ];

    private static readonly IReadOnlyList<(string Place, string Metric)> Metrics =
    [
        .. from query in Queries
           from metric in MetricNames.In(query.Expression)
           where !OfOthers.Contains(metric) && !RuleFile.Recordings.Any(recording => recording.Name == metric)
           select (query.Place, metric),
    ];

    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("""sum by (a, b) (rate(c_total{d=~"e{2}",f!="g"}[5m])) > 0.5""", "c_total")]
    [InlineData("""histogram_quantile(0.95, sum(rate(a_bucket[$__rate_interval])) by (le))""", "a_bucket")]
    [InlineData("""a:b:rate5m{c="d"} and on (e) b unless ignoring(f) group_left (g) c offset 5m""", "a:b:rate5m, b, c")]
    [InlineData("""topk(10, a) / (b == bool 1e3) or vector(0) # c""", "a, b")]
    public void Expression_NamesItsMetrics(string expression, string metrics) =>
        Assert.Equal(metrics, string.Join(", ", MetricNames.In(expression).Order(StringComparer.Ordinal)));

    [Fact]
    public void Query_NamesAMetric() => Assert.All(Queries, query => Assert.NotEmpty(MetricNames.In(query.Expression)));

    [Fact]
    public async Task MetricInAQuery_IsExportedByTheService()
    {
        var exported = await run.ExportedAsync();

        Convention.Holds(
            "A metric in a query is one that the service exports.",
            from metric in Metrics
            where !exported.Contains(metric.Metric)
            select $"{metric.Place}: {metric.Metric}");
    }

    [Fact]
    public void MetricInAQuery_IsInTheTableOfMetrics()
    {
        var documented = SourceTree.Lines("docs/operations.md").Select(line => TableRow().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value).ToHashSet();

        Convention.Holds(
            "A metric in a query is in the table of docs/operations.md.",
            from metric in Metrics
            where !documented.Contains(metric.Metric) && !documented.Contains(HistogramPart().Replace(metric.Metric, ""))
            select $"{metric.Place}: {metric.Metric}");
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"^\| `([a-z][a-z0-9_]*_[a-z0-9_]+)` \|")]
    private static partial Regex TableRow();
}
