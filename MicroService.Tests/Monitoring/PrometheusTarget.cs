namespace MicroService.Tests.Monitoring;

/// <summary>What Prometheus says of one thing it scrapes.</summary>
internal sealed record PrometheusTarget(string Url, string Health, string LastError);
