namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>What a panel asks Prometheus.</summary>
/// <param name="Expression">PromQL, with Grafana's variables in it.</param>
/// <param name="Legend">How a series is called; <c>{{label}}</c> stands for the label's value.</param>
internal sealed record Query(string Expression, string Legend);
