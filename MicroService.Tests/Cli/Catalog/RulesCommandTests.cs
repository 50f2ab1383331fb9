using System.Text.Json.Nodes;
using MicroService.Advisor.Catalog;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Catalog;

public sealed class RulesCommandTests
{
    [Fact]
    public async Task Table_ListsTheRulesByCategory()
    {
        var result = await ServiceProgram.Cli.RunAsync(["rules"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?m)^probes\n(  .*\n)*  danger   readiness-probe ", result.Output);
    }

    [Fact]
    public async Task Json_IsTheCatalogInItsOrder()
    {
        var result = await ServiceProgram.Cli.RunAsync(["rules", "--format", "json"]);

        Assert.Equal(
            RuleCatalog.All.Select(rule => rule.Definition.Id),
            JsonNode.Parse(result.Output)!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task Id_PrintsTheRuleInFull()
    {
        var result = await ServiceProgram.Cli.RunAsync(["rules", "replicas"]);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("replicas  warning  rollout\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(RuleCatalog.Find("replicas")!.Definition.Why, result.Output, StringComparison.Ordinal);
        Assert.Contains("Setting minimum (2 to 1000, default 2): ", result.Output, StringComparison.Ordinal);
        Assert.Contains("Elsewhere: kube-linter minimum-three-replicas; ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdAsJson_IsOneObject()
    {
        var result = await ServiceProgram.Cli.RunAsync(["rules", "replicas", "--format", "json"]);

        var rule = JsonNode.Parse(result.Output)!;
        Assert.Equal("replicas", (string?)rule["id"]);
        Assert.Equal("minimum", (string?)rule["parameters"]![0]!["name"]);
    }

    [Fact]
    public async Task IdAsMarkdown_IsTheSectionOfTheDocumentation()
    {
        var result = await ServiceProgram.Cli.RunAsync(["rules", "pre-stop", "--format", "markdown"]);

        var text = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "rules.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("### pre-stop\n\n**", result.Output, StringComparison.Ordinal);
        Assert.Contains(result.Output.Split("\n\n")[2], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownId_IsAMistakeOfUsage() =>
        Assert.Equal(2, (await ServiceProgram.Cli.RunAsync(["rules", "no-such-rule"])).ExitCode);
}
