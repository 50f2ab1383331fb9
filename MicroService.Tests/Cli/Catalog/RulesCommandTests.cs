using System.Text.Json.Nodes;
using MicroService.Advisor.Rules;
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
}
