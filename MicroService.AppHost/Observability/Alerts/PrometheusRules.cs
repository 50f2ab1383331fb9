using MicroService.Advisor.Manifests;

namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Writes rules as Prometheus reads them: a rule file, or the resource that its operator takes.</summary>
internal static class PrometheusRules
{
    /// <summary>A rule file.</summary>
    public static string WriteFile(IEnumerable<RuleGroup> groups, RuleSettings settings) =>
        ManifestDocument.Made(MappingNode.Of(("groups", Groups(groups, settings)))).Print();

    /// <summary>A <c>PrometheusRule</c> with the same groups.</summary>
    public static string WriteResource(IEnumerable<RuleGroup> groups, RuleSettings settings) =>
        ManifestDocument.Made(MappingNode.Of(
            ("apiVersion", Text("monitoring.coreos.com/v1")),
            ("kind", Text("PrometheusRule")),
            ("metadata", MappingNode.Of(
                ("name", Text("microservice")),
                ("labels", MappingNode.Of(("app.kubernetes.io/name", Text("microservice")), ("app.kubernetes.io/component", Text("alerts")))))),
            ("spec", MappingNode.Of(("groups", Groups(groups, settings)))))).Print();

    private static SequenceNode Groups(IEnumerable<RuleGroup> groups, RuleSettings settings) =>
        Sequence(groups.Select(group => MappingNode.Of(
            ("name", Text(group.Name)),
            ("rules", Sequence([.. group.Recordings.Select(Recording), .. group.Alerts.Select(alert => Alert(alert, settings))])))));

    private static MappingNode Recording(RecordingRule rule) => MappingNode.Of(("record", Text(rule.Name)), ("expr", Text(rule.Expression)));

    private static MappingNode Alert(AlertRule alert, RuleSettings settings) => MappingNode.Of(
        ("alert", Text(alert.Name)),
        ("expr", Text(alert.Expression)),
        ("for", Text(alert.Wait)),
        ("labels", MappingNode.Of(("severity", Text(alert.Severity == AlertSeverity.Critical ? "critical" : "warning")))),
        ("annotations", MappingNode.Of(
            ("summary", Text(alert.Summary)),
            ("description", Text(alert.Description)),
            ("runbook_url", Text($"{settings.Runbook}#{alert.Anchor}")))));

    private static ScalarNode Text(string text) => new(text, ScalarKind.String);

    private static SequenceNode Sequence(IEnumerable<Node> items)
    {
        var sequence = new SequenceNode();
        foreach (var item in items)
        {
            sequence.Add(item);
        }

        return sequence;
    }
}
