using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.AppHost.Observability;
using MicroService.AppHost.Observability.Alerts;
using MicroService.Tests.Conventions;
using MicroService.Tests.Corpora;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost.Observability.Alerts;

public sealed partial class AlertRuleTests
{
    private static readonly IReadOnlyList<AlertRule> Alerts = [.. AlertCatalog.All(RuleSettings.Default).SelectMany(group => group.Alerts)];

    public static TheoryData<string> Names => [.. Alerts.Select(alert => alert.Name)];

    [Fact]
    public async Task CommittedRules_PassPromtool()
    {
        var result = await ChildProcess.RunAsync(MonitoringPrograms.Required("promtool"), ["check", "rules", RepositoryRoot.Combine("deploy", "alerts", "rules.yaml")]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CommittedRule_FiresWhenItShouldAndOnlyThen(string alert)
    {
        var promtool = MonitoringPrograms.Required("promtool");
        var scenarios = AlertScenarios.All.Where(scenario => scenario.Alert == alert).ToArray();
        Assert.True(scenarios.Length >= 2, $"{alert} needs a scenario on which it fires, and one that comes close.");
        var file = Path.GetTempFileName();
        try
        {
            var test = new JsonObject
            {
                ["rule_files"] = new JsonArray(RepositoryRoot.Combine("deploy", "alerts", "rules.yaml")),
                ["evaluation_interval"] = "1m",
                ["tests"] = new JsonArray([.. scenarios.Select(JsonNode (scenario) => scenario.ToTest())]),
            };
            await File.WriteAllTextAsync(file, test.ToJsonString(), TestContext.Current.CancellationToken);

            var result = await ChildProcess.RunAsync(promtool, ["test", "rules", file]);

            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Alert_HasARunbookEntry()
    {
        var operations = SourceTree.Lines("docs/operations.md");
        Convention.Holds(
            "docs/operations.md says of each alert what it means, how to look and what to do.",
            from alert in Alerts
            let entry = operations.SkipWhile(line => line != $"### {alert.Name}").Skip(1).TakeWhile(line => !line.StartsWith('#')).ToArray()
            where !Parts.All(part => entry.Any(line => line.StartsWith(part, StringComparison.Ordinal)))
            select alert.Name);
    }

    [Fact]
    public void RunbookEntry_BelongsToAnAlert() =>
        Convention.Holds(
            "An entry of the runbook is that of an alert.",
            from line in SourceTree.Lines("docs/operations.md").SkipWhile(line => line != "## Alerts").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            where line.StartsWith("### ", StringComparison.Ordinal) && !Alerts.Any(alert => line == $"### {alert.Name}")
            select line);

    [Fact]
    public void Description_AgreesWithTheServiceLevel()
    {
        var level = RuleSettings.Default.Level;

        Assert.Contains(
            FormattableString.Invariant($"{100 * level.Availability:0.###} % of requests are answered without 5xx, and {100 * level.Latency:0.###} % within {1000 * level.LatencySeconds:0} ms"),
            File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void PrometheusRule_HasTheGroupsOfTheRuleFile()
    {
        static string Groups(string name) =>
            Margin().Replace(File.ReadAllText(RepositoryRoot.Combine("deploy", "alerts", name)).Split("groups:\n")[1], "");

        Assert.Equal(Groups("rules.yaml"), Groups("prometheusrule.yaml"));
    }

    private static readonly string[] Parts = ["- **Means:** ", "- **Look:** ", "- **Do:** "];

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Margin();
}
