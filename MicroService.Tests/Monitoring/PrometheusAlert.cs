namespace MicroService.Tests.Monitoring;

/// <summary>An alert that is pending or firing.</summary>
internal sealed record PrometheusAlert(string Name, string State, IReadOnlyDictionary<string, string> Labels);
