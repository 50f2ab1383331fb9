using System.Diagnostics.Metrics;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;
using MicroService.Api.Audits;
using MicroService.ServiceDefaults.Telemetry;

namespace MicroService.Tests.ServiceDefaults.Telemetry;

public sealed class SeriesLimitTests
{
    [Theory]
    [InlineData("System.Runtime", SeriesLimit.Platform)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", SeriesLimit.Platform)]
    [InlineData(AuditMetrics.MeterName, SeriesLimit.Own)]
    [InlineData("Microsoft.AspNetCore.Hosting", null)]
    [InlineData("System.Net.Http", null)]
    [InlineData("Polly", null)]
    [InlineData("Acme.Orders", null)]
    public void Instrument_IsLimitedWhereItsLabelsCanBeCounted(string name, int? limit)
    {
        using var meter = new Meter(name);

        Assert.Equal(limit, SeriesLimit.Of(meter.CreateCounter<long>("things"))?.CardinalityLimit);
    }

    [Fact]
    public void Findings_HaveRoomForEveryRuleWithEverySeverity() =>
        Assert.InRange(RuleCatalog.All.Count * Enum.GetValues<Severity>().Length, 1, SeriesLimit.Own);
}
