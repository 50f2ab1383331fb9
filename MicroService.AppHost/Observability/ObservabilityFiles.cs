using MicroService.AppHost.Observability.Alerts;
using MicroService.AppHost.Observability.Dashboards;

namespace MicroService.AppHost.Observability;

/// <summary>Generates all that Grafana and Prometheus are told about the service.</summary>
internal static class ObservabilityFiles
{
    /// <summary>The dashboards and the rules, the latter as a rule file and as the operator's resource.</summary>
    public static IReadOnlyList<ObservabilityFile> Generate(RuleSettings settings)
    {
        var dashboards = DashboardCatalog.All(settings.Level);
        var rules = AlertCatalog.All(settings);
        return
        [
            .. dashboards.Select(dashboard => new ObservabilityFile($"dashboards/{dashboard.Name}.json", GrafanaDashboard.Write(dashboard, dashboards))),
            new ObservabilityFile("alerts/rules.yaml", PrometheusRules.WriteFile(rules, settings)),
            new ObservabilityFile("alerts/prometheusrule.yaml", PrometheusRules.WriteResource(rules, settings)),
        ];
    }
}
