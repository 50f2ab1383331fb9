using MicroService.Tests.Api.Scans;

namespace MicroService.Tests.Monitoring;

public sealed class ScanScrapeTests
{
    [Fact]
    public async Task ScheduledScan_IsScrapedWithItsScoreAndFindings()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Interval"] = "1h", ["Scans__LeaseNamespace"] = "platform" });
        await using var prometheus = await PrometheusServer.StartNewAsync(api.Process.Management.BaseAddress!);

        var score = await prometheus.WaitForAsync("microservice_scan_score");
        var findings = await prometheus.WaitForAsync("microservice_scan_findings", samples => samples.Count == 3);
        var done = await prometheus.WaitForAsync("""sum(microservice_scans_total{origin="schedule", outcome="done"}) >= 1""");
        var age = await prometheus.WaitForAsync("microservice_scan_age_seconds < microservice_scan_interval_seconds");

        var scan = Assert.Single((await api.GetAsync("/v1/scans"))["items"]!.AsArray())!;
        Assert.Equal((int)scan["score"]!, Assert.Single(score).Value);
        Assert.All(findings, sample => Assert.Equal((double)scan["counts"]![sample["severity"]]!, sample.Value));
        Assert.Single(done);
        Assert.Single(age);
    }
}
