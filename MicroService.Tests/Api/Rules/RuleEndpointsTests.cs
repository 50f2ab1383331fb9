using System.Net;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Api.Rules;

public sealed class RuleEndpointsTests(SharedApi api)
{
    [Fact]
    public async Task List_IsTheCatalogInItsOrder()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules");

        Assert.Equal(
            RuleCatalog.All.Select(rule => rule.Definition.Id),
            (await response.JsonAsync())["items"]!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task OneRule_IsDescribed()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules/readiness-probe");

        var rule = await response.JsonAsync();
        Assert.Equal("readiness-probe", (string?)rule["id"]);
        Assert.Equal("probes", (string?)rule["category"]);
        Assert.Equal("danger", (string?)rule["severity"]);
        Assert.NotEmpty((string)rule["why"]!);
        Assert.StartsWith("https://", (string)rule["reference"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownRule_IsNotFound()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/rules/no-such-rule");

        await response.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }
}
