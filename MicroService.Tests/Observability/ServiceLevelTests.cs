using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;
using MicroService.Tests.Observability.Alerts;
using MicroService.Tests.Observability.Dashboards;

namespace MicroService.Tests.Observability;

/// <summary>The objective is stated in the runbook; rules and dashboards compute with it.</summary>
public sealed partial class ServiceLevelTests
{
    private static readonly Match Objective = Sentence().Match(File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md")));
    private static readonly decimal ErrorBudget = 1 - (Number("availability") / 100);
    private static readonly decimal SlowBudget = 1 - (Number("latency") / 100);
    private static readonly decimal LatencySeconds = Number("milliseconds") / 1000;

    [Theory]
    [InlineData("ServiceErrorBudgetBurnFast", "14.4")]
    [InlineData("ServiceErrorBudgetBurnSlow", "6")]
    public void BurnRateAlert_ComparesWithTheErrorBudget(string alert, string burnRate) =>
        Assert.Equal([$"{burnRate} * {Text(ErrorBudget)}", $"{burnRate} * {Text(ErrorBudget)}"], Thresholds(alert));

    [Fact]
    public void LatencyAlert_ComparesWithTheObjective()
    {
        Assert.Equal([Text(SlowBudget), Text(SlowBudget)], Thresholds("ServiceLatencyObjectiveMissed"));
        Assert.All(
            RuleFile.Recordings.Where(rule => rule.Name.StartsWith("job:http_requests_slow:", StringComparison.Ordinal)),
            rule => Assert.Contains($"le=\"{Text(LatencySeconds)}\"", rule.Expression, StringComparison.Ordinal));
    }

    [Fact]
    public void Dashboard_ComparesWithTheObjective()
    {
        Assert.Equal(ErrorBudget, Steps("Errors")[0]);
        Assert.Equal(LatencySeconds, Steps("Latency p99")[0]);
        Assert.Equal(LatencySeconds, Steps("Latency")[0]);
        Assert.EndsWith($" / {Text(ErrorBudget)}", PanelQuery.All.Single(query => query.Panel == "Error budget burn").Expression, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Thresholds(string alert) =>
        RuleFile.Alerts.Single(rule => rule.Name == alert).Expression.Split('\n').Where(line => line.Contains(" > ", StringComparison.Ordinal)).Select(line => line.Split(" > ")[1]);

    // The first step is the base, which has no value.
    private static IReadOnlyList<decimal> Steps(string panel) =>
    [
        .. DashboardFile.Named("service").Panels.Single(one => (string?)one["title"] == panel)["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray()
            .Skip(1).Select((JsonNode? step) => (decimal)step!["value"]!),
    ];

    private static decimal Number(string name) => decimal.Parse(Objective.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<availability>[0-9.]+) % of requests are answered without 5xx, and (?<latency>[0-9.]+) % within (?<milliseconds>[0-9]+) ms")]
    private static partial Regex Sentence();
}
