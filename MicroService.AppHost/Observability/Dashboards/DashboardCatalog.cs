namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>All dashboards, in the order of their links.</summary>
internal static class DashboardCatalog
{
    public static IReadOnlyList<Dashboard> All(ServiceLevel level) => [ServiceDashboard.Create(level), DependenciesDashboard.Create(), DomainDashboard.Create()];
}
