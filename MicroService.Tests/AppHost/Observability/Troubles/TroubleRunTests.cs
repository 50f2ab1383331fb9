using MicroService.AppHost.Observability;
using MicroService.AppHost.Observability.Alerts;

namespace MicroService.Tests.AppHost.Observability.Troubles;

public sealed class TroubleRunTests(TroubleRun run)
{
    private static readonly IReadOnlyList<RuleGroup> Groups = AlertCatalog.All(RuleSettings.Default);

    public static TheoryData<string, string, int> Queries
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var query in PanelQuery.All)
            {
                data.Add(query.Dashboard, query.Panel, query.Index);
            }

            return data;
        }
    }

    public static TheoryData<string> Recordings => [.. Groups.SelectMany(group => group.Recordings).Select(rule => rule.Name)];

    public static TheoryData<string> Alerts => [.. Groups.SelectMany(group => group.Alerts).Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task PanelQuery_HasData(string dashboard, string panel, int index)
    {
        var query = PanelQuery.All.Single(query => (query.Dashboard, query.Panel, query.Index) == (dashboard, panel, index));

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
