using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Telemetry;

public sealed class TelemetryVariablesTests
{
    private const string Project = """ "w": { "type": "project.v0", "path": "w.csproj", "env": {} } """;

    [Theory]
    [InlineData("http://collector.observability.svc:4317", "grpc")]
    [InlineData("http://collector.observability.svc:4318", "http/protobuf")]
    public void Endpoint_IsGivenWithTheProtocolOfItsPort(string url, string protocol)
    {
        var workload = Model(Project, new WorkloadSettings { OtlpEndpoint = url }).Workload("w");

        Assert.Equal((url, protocol), (workload.Setting("OTEL_EXPORTER_OTLP_ENDPOINT"), workload.Setting("OTEL_EXPORTER_OTLP_PROTOCOL")));
        Assert.Contains(workload.Addresses, address => address.Host == "collector.observability.svc");
    }

    [Theory]
    [InlineData(""" "w": { "type": "project.v0", "path": "w.csproj", "env": { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://own:1" } } """, "http://own:1")]
    [InlineData(""" "w": { "type": "container.v0", "image": "example.com/w:1" } """, null)]
    [InlineData(""" "w": { "type": "container.v0", "image": "example.com/w:1", "env": { "OTEL_SERVICE_NAME": "w" } } """, "http://c.o.svc:4317")]
    public void Endpoint_IsForWhatExportsAndIsNotTold(string resource, string? endpoint) =>
        Assert.Equal(endpoint, Model(resource, new WorkloadSettings { OtlpEndpoint = "http://c.o.svc:4317" }).Workload("w").Setting("OTEL_EXPORTER_OTLP_ENDPOINT"));

    [Fact]
    public void Dashboard_ReceivesWhatHasNoEndpointOfItsOwn()
    {
        var model = Model(Project, new WorkloadSettings { MetricsPath = "/metrics", ReadinessPath = "/ready", MinReplicas = 3, MaxReplicas = 9 }, dashboard: true);
        var dashboard = model.Workload("aspire-dashboard");

        Assert.Equal("http://aspire-dashboard:18889", model.Workload("w").Setting("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.Contains(model.Workload("w").Secrets, secret => secret is { Name: "OTEL_EXPORTER_OTLP_HEADERS", Expression.Text: "x-otlp-api-key={aspire-dashboard-otlp-key.value}" });
        Assert.Contains(model.Workload("w").Calls, call => call == new ClusterCall("aspire-dashboard", "otlp-grpc"));
        Assert.Equal((1, 1, WorkloadKind.Deployment), (dashboard.Settings.MinReplicas, dashboard.Settings.MaxReplicas, dashboard.Kind));
        Assert.Equal(["DASHBOARD__FRONTEND__BROWSERTOKEN", "DASHBOARD__OTLP__PRIMARYAPIKEY"], dashboard.Secrets.Select(secret => secret.Name));
        Assert.Equal(("", ""), (dashboard.Settings.MetricsPath, dashboard.Settings.ReadinessPath));
        Assert.Null(dashboard.Setting("OTEL_EXPORTER_OTLP_ENDPOINT"));
    }

    // What image to run, by which digest, is for a person to decide.
    [Fact]
    public void Dashboard_LeavesNothingToFindButItsImage()
    {
        var options = new KubernetesOptions { Application = "shop", Dashboard = true };
        var application = Hardened.Of(SampleModel.Of(Project, options), options);

        Assert.Equal(["image-digest"], application.Review.Where(finding => finding.Object.Name == "aspire-dashboard").Select(finding => finding.RuleId));
    }

    [Fact]
    public void DashboardOfOneOverlay_IsNotInTheBase()
    {
        using var folder = new PublishFolder($$"""{ "resources": { {{Project}} } }""");
        File.WriteAllText(folder.Path("k.json"), """{ "Kubernetes": { "Application": "shop", "Overlays": { "dev": { "Dashboard": true }, "prod": {} } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json"), Resolve = true });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain("aspire-dashboard", string.Join(' ', folder.Files().Keys.Where(path => path.StartsWith("base/", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("overlays/dev/aspire-dashboard-deployment.yaml", folder.Files().Keys);
        Assert.DoesNotContain("overlays/prod/aspire-dashboard-deployment.yaml", folder.Files().Keys);
        Assert.Matches("OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=[A-Za-z0-9]{32}", folder.Read("secrets/w.env"));
    }

    [Fact]
    public void ResourceNamedLikeTheDashboard_IsRefused()
    {
        var manifest = SampleModel.Manifest($$"""{{Project}}, "aspire-dashboard": { "type": "container.v0", "image": "example.com/d:1" } """);
        var problems = ClusterModelBuilder.Build(manifest, new KubernetesOptions { Application = "shop", Dashboard = true }, new HashSet<string>()).Problems;

        Assert.Equal("/resources/aspire-dashboard", Assert.Single(problems).Pointer);
    }

    private static ClusterModel Model(string resources, WorkloadSettings defaults, bool dashboard = false) =>
        SampleModel.Of(resources, new KubernetesOptions { Application = "shop", Defaults = defaults, Dashboard = dashboard });
}
