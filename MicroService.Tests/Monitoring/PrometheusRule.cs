namespace MicroService.Tests.Monitoring;

/// <summary>A rule as Prometheus last evaluated it.</summary>
/// <param name="Group">The group it is in.</param>
/// <param name="Name">The alert's or the recorded series' name.</param>
/// <param name="Type"><c>alerting</c> or <c>recording</c>.</param>
/// <param name="Health"><c>ok</c>, <c>err</c> or <c>unknown</c> before the first evaluation.</param>
/// <param name="State">Of an alert: <c>inactive</c>, <c>pending</c> or <c>firing</c>; empty for recorded series.</param>
/// <param name="LastError">What went wrong; empty when nothing did.</param>
internal sealed record PrometheusRule(string Group, string Name, string Type, string Health, string State, string LastError);
