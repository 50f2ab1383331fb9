using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Observability.Alerts;

public sealed class PrometheusRuleTests
{
    private const string Start = "groups:\n";
    private const string Name = "deploy/alerts/prometheusrule.yaml";

    [Fact]
    public void Groups_AreThoseOfTheRuleFile()
    {
        var head = File.ReadAllText(RepositoryRoot.Combine(Name)).Split(Start)[0];
        var lines = RuleFile.Text.Split("\n" + Start, 2)[1].Split('\n').Select(line => line.Length > 0 ? "  " + line : "");

        GoldenFile.Matches(Name, head + Start + string.Join('\n', lines));
    }
}
