using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Monitoring;

public sealed class PrometheusServerTests(SharedPostgres postgres)
{
    [Fact]
    public async Task ApiUnderLoad_IsScrapedWithRatesPercentilesAndFindings()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync() });
        await ApiTraffic.SendAsync(api, rounds: 1);
        await using var prometheus = await PrometheusServer.StartNewAsync(api.Management.BaseAddress!);
        await prometheus.WaitForAsync("microservice_audits_total");

        var rates = """sum by (http_route) (rate(http_server_request_duration_seconds_count{http_route!=""}[1m])) > 0""";
        await ApiTraffic.SendAsync(api, rounds: 20);
        var routes = (await prometheus.WaitForAsync(rates, samples => samples.Count >= 5)).Select(sample => sample["http_route"]).ToHashSet();
        var median = await prometheus.WaitForAsync("histogram_quantile(0.5, sum by (le) (rate(http_server_request_duration_seconds_bucket[1m])))");
        var findings = await prometheus.WaitForAsync("sum by (severity) (rate(microservice_audit_findings_total[1m])) > 0", samples => samples.Count >= 3);
        var pool = await prometheus.WaitForAsync("sum by (db_client_connection_pool_name) (db_client_connection_count)");

        // A scrape may take a busy machine longer than its second; the next one is in time.
        await prometheus.WaitForAsync("up == 1");
        await prometheus.WaitForAsync("service_ready == 1");
        await Calls.UntilAsync(async () => await prometheus.TargetsAsync() is [{ Health: "up", LastError: "" }], "The target is not up.");

        Assert.Superset(new HashSet<string> { "/v1/audits", "/v1/audits/{id:guid}", "/v1/fixes", "/v1/rules" }, routes);
        Assert.True(Assert.Single(median).Value > 0);
        Assert.Equal(["advice", "danger", "warning"], findings.Select(sample => sample["severity"]).Order());
        Assert.Equal("history", Assert.Single(pool)["db_client_connection_pool_name"]);
    }

    [Fact]
    public async Task Exposition_PassesPromtool()
    {
        var promtool = MonitoringPrograms.Required("promtool");
        await using var api = await ApiProcess.StartAsync();
        await ApiTraffic.SendAsync(api, rounds: 1);
        var exposition = await Exposition.ScrapeAsync(api);

        var result = await ChildProcess.RunAsync(promtool, ["check", "metrics"], exposition.Text);

        // What remains are the names of .NET's own metrics, which Prometheus' taste would have otherwise.
        Assert.DoesNotContain("error", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            complaint => Assert.DoesNotMatch("^(microservice|service|dependency)_", complaint));
    }

    [Fact]
    public async Task RuleFile_IsEvaluated()
    {
        await using var api = await ApiProcess.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-rules-");
        try
        {
            var file = Path.Combine(folder.FullName, "rules.yml");
            await File.WriteAllTextAsync(
                file,
                """{"groups":[{"name":"test","rules":[{"alert":"Ready","expr":"service_ready == 1"},{"alert":"Never","expr":"service_ready == 7"}]}]}""",
                TestContext.Current.CancellationToken);
            await using var prometheus = await PrometheusServer.StartNewAsync([api.Management.BaseAddress!], [file]);

            await prometheus.WaitForAlertAsync("Ready", "firing");

            await prometheus.WaitForAlertAsync("Never", "inactive");
            await Calls.UntilAsync(async () => (await prometheus.RulesAsync()).All(rule => rule.Health != "unknown"), "Not every rule is evaluated.");
            Assert.All(await prometheus.RulesAsync(), rule => Assert.Equal(("ok", ""), (rule.Health, rule.LastError)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
