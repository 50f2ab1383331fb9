using MicroService.AppHost.Observability.Alerts;
using MicroService.AppHost.Observability.Dashboards;

namespace MicroService.AppHost.Observability;

/// <summary>Generates all that Grafana and Prometheus are told about the service.</summary>
internal static class ObservabilityFiles
{
    /// <summary>The dashboards and the rules, the latter as a rule file and as the operator's resource.</summary>
    /// <param name="settings">What the rules are computed with.</param>
    /// <param name="mark">The line that files begin with; dashboards have none, since JSON has no comments.</param>
    public static IReadOnlyList<ObservabilityFile> Generate(RuleSettings settings, string mark)
    {
        var dashboards = DashboardCatalog.All(settings.Level);
        var rules = AlertCatalog.All(settings);
        return
        [
            .. dashboards.Select(dashboard => new ObservabilityFile($"dashboards/{dashboard.Name}.json", GrafanaDashboard.Write(dashboard, dashboards))),
            new ObservabilityFile("alerts/rules.yaml", mark + PrometheusRules.WriteFile(rules, settings)),
            new ObservabilityFile("alerts/prometheusrule.yaml", mark + PrometheusRules.WriteResource(rules, settings)),
        ];
    }
}
