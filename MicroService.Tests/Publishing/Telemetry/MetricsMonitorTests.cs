using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Telemetry;

public sealed class MetricsMonitorTests
{
    private const string Api = """ "api": { "type": "project.v0", "path": "a.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" }, "admin": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8081 } } } """;

    [Theory]
    [InlineData(nameof(Scraping.ServiceMonitor), "endpoints")]
    [InlineData(nameof(Scraping.PodMonitor), "podMetricsEndpoints")]
    public void WorkloadWithMetrics_HasTheMonitorThatIsAskedFor(string kind, string endpoints)
    {
        var graph = Graph(kind, Api);

        var monitor = graph.Find(kind, "shop", "api")!;
        var endpoint = Assert.Single(monitor.Spec!.Mappings(endpoints));
        Assert.Equal(("admin", "/metrics"), (endpoint.Text("port"), endpoint.Text("path")));
        Assert.Equal("stack", monitor.Labels!.Text("release"));
        Assert.Null(Assert.Single(graph.Workloads).PodAnnotations?.Text("prometheus.io/scrape"));
        Assert.Contains(
            graph.Find("NetworkPolicy", "shop", "api")!.Spec!.Mappings("ingress"),
            rule => rule.Mappings("from").Any(peer => $"{peer.At("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name")}" == "monitoring") && rule.Mappings("ports").Single().Text("port") == "8081");
    }

    [Fact]
    public void StatefulSet_IsScrapedOnceAlthoughItHasTwoServices()
    {
        var graph = Graph(nameof(Scraping.ServiceMonitor), """ "api": { "type": "container.v0", "image": "example.com/s:1", "connectionString": "x", "bindings": { "admin": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 80 } } } """);

        var rule = graph.Find("ServiceMonitor", "shop", "api")!.Spec!.Mappings("endpoints").Single().Mappings("relabelings").Single();
        Assert.Equal(("api", "keep"), (rule.Text("regex"), rule.Text("action")));
    }

    [Fact]
    public void WorkloadWithoutMetrics_HasNoMonitor() =>
        Assert.Empty(Graph(nameof(Scraping.ServiceMonitor), Api, metrics: "").OfKind("ServiceMonitor"));

    [Theory]
    [InlineData(nameof(Scraping.ServiceMonitor))]
    [InlineData(nameof(Scraping.PodMonitor))]
    public void Monitor_FindsWhatItScrapes(string kind)
    {
        var options = Options(kind, "/metrics");
        var application = Hardened.Of(SampleModel.Of(Api, options), options);

        Assert.DoesNotContain(new Auditor().Audit(application.Files, new AuditSettings(), TestContext.Current.CancellationToken).Findings, finding => finding.RuleId is "monitor-port" or "metrics-scrape" or "metrics-scrape-port");
    }

    private static ObjectGraph Graph(string kind, string resources, string metrics = "/metrics")
    {
        var options = Options(kind, metrics);
        return new ObjectGraph(Hardened.Of(SampleModel.Of(resources, options), options).Files);
    }

    private static KubernetesOptions Options(string kind, string metrics) => new()
    {
        Application = "shop",
        Scraping = Enum.Parse<Scraping>(kind),
        MonitorLabels = new Dictionary<string, string> { ["release"] = "stack" },
        Defaults = new WorkloadSettings { MetricsPath = metrics, ManagementBinding = "admin" },
    };
}
