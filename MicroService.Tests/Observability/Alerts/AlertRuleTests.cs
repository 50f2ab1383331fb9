using System.Text.Json.Nodes;
using MicroService.Tests.Conventions;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Observability.Alerts;

public sealed class AlertRuleTests
{
    private const string Runbook = "https://advisor.microservice.dev/docs/operations.md";

    private static readonly string[] Parts = ["- **Means:** ", "- **Look:** ", "- **Do:** "];

    public static TheoryData<string> Names => [.. RuleFile.Alerts.Select(alert => alert.Name)];

    [Fact]
    public async Task CommittedRules_PassPromtool()
    {
        var result = await ChildProcess.RunAsync(MonitoringPrograms.Required("promtool"), ["check", "rules", RuleFile.Path]);

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
                ["rule_files"] = new JsonArray(RuleFile.Path),
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
            from alert in RuleFile.Alerts
            let entry = operations.SkipWhile(line => line != $"### {alert.Name}").Skip(1).TakeWhile(line => !line.StartsWith('#')).ToArray()
            where !Parts.All(part => entry.Any(line => line.StartsWith(part, StringComparison.Ordinal)))
            select alert.Name);
    }

    [Fact]
    public void RunbookEntry_BelongsToAnAlert() =>
        Convention.Holds(
            "An entry of the runbook is that of an alert.",
            from line in SourceTree.Lines("docs/operations.md").SkipWhile(line => line != "## Alerts").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            where line.StartsWith("### ", StringComparison.Ordinal) && !RuleFile.Alerts.Any(alert => line == $"### {alert.Name}")
            select line);

    [Fact]
    public void Alert_SaysWhatItMeansAndLeadsToItsRunbookEntry() =>
        Convention.Holds(
            "An alert has a severity that the routing knows, a summary, a description, and the address of its entry in the runbook.",
            from alert in RuleFile.Alerts
            where alert.Severity is not ("critical" or "warning")
                || alert.Annotations.GetValueOrDefault("summary", "").Length == 0
                || alert.Annotations.GetValueOrDefault("description", "").Length == 0
                || alert.Annotations.GetValueOrDefault("runbook_url") != $"{Runbook}#{alert.Name.ToLowerInvariant()}"
            select alert.Name);
}
