namespace MicroService.AppHost.Observability.Alerts;

/// <summary>All rules.</summary>
internal static class AlertCatalog
{
    public static IReadOnlyList<RuleGroup> All(RuleSettings settings) =>
        [ServiceLevelRules.Create(settings), InstanceRules.Create(settings), DependencyRules.Create(settings), ConfigurationRules.Create(settings)];
}
