using MicroService.Tests.Observability.Alerts;
using MicroService.Tests.Observability.Dashboards;

namespace MicroService.Tests.Observability.Troubles;

public sealed class TroubleRunTests(TroubleRun run)
{
    public static TheoryData<string, string, string> Queries
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var query in PanelQuery.All)
            {
                data.Add(query.Dashboard, query.Panel, query.RefId);
            }

            return data;
        }
    }

    public static TheoryData<string> Recordings => [.. RuleFile.Recordings.Select(rule => rule.Name)];

    public static TheoryData<string> Alerts => [.. RuleFile.Alerts.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task PanelQuery_HasData(string dashboard, string panel, string refId)
    {
        var query = PanelQuery.All.Single(query => (query.Dashboard, query.Panel, query.RefId) == (dashboard, panel, refId));

        Assert.Equal(("data", query.Substituted), (await run.AnswerAsync(query.Substituted), query.Substituted));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task RecordingRule_HasData(string name) =>
        Assert.Equal(("data", "data"), (await run.AnswerAsync(name), await run.AnswerAsync($"rule {name}")));

    [Theory]
    [MemberData(nameof(Alerts))]
    public async Task Alert_FiresDuringItsTroubleAndNotBefore(string name) => Assert.Equal("fired", await run.AlertAsync(name));
}
