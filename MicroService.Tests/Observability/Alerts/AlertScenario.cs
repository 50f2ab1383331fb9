using System.Text.Json.Nodes;

namespace MicroService.Tests.Observability.Alerts;

/// <summary>Series as Prometheus would scrape them, one sample a minute, and when an alert fires on them.</summary>
/// <param name="Alert">The alert in question.</param>
/// <param name="Case">What is played.</param>
/// <param name="Input">Each series with its samples, as <c>promtool</c> writes them.</param>
internal sealed record AlertScenario(string Alert, string Case, params IReadOnlyList<(string Series, string Values)> Input)
{
    private readonly List<(int Minute, bool Fires)> _checks = [];

    public AlertScenario QuietAt(params int[] minutes) => Checked(minutes, fires: false);

    public AlertScenario FiresAt(params int[] minutes) => Checked(minutes, fires: true);

    /// <summary>The scenario as a test that <c>promtool</c> runs.</summary>
    public JsonObject ToTest() => new()
    {
        ["name"] = $"{Alert}: {Case}",
        ["interval"] = "1m",
        ["input_series"] = new JsonArray([.. Input.Select(JsonNode (input) => new JsonObject { ["series"] = input.Series, ["values"] = input.Values })]),
        ["promql_expr_test"] = new JsonArray([.. _checks.Select(JsonNode (check) => new JsonObject
        {
            ["expr"] = $"count(ALERTS{{alertname=\"{Alert}\",alertstate=\"firing\",job=\"microservice\"}})",
            ["eval_time"] = $"{check.Minute}m",
            ["exp_samples"] = check.Fires ? new JsonArray((JsonNode)new JsonObject { ["labels"] = "{}", ["value"] = 1 }) : [],
        })]),
    };

    private AlertScenario Checked(int[] minutes, bool fires)
    {
        _checks.AddRange(minutes.Select(minute => (minute, fires)));
        return this;
    }
}
