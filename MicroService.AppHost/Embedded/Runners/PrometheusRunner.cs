using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded.Health;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Runs the <c>prometheus</c> of the PATH in place of its container; it scrapes the management port of every project.</summary>
internal sealed class PrometheusRunner(HttpClient client) : IResourceRunner
{
    private const string Program = "prometheus";

    public string Kind => Program;

    public bool CanRun(WorkloadResource resource) => resource is ContainerResource container && ImageName.ShortName(container.Image) == Program && resource.Bindings.Count > 0;

    public string? Missing() => SearchPath.Find(Program) is null ? "prometheus is not on the PATH" : null;

    public async Task<Preparation> PrepareAsync(ResourceScope scope, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(scope.Directory, "prometheus.yml");
        var targets = string.Join(", ", scope.ScrapeTargets.Select(target => $"\"{target}\""));
        await File.WriteAllTextAsync(
            settings,
            $$"""
            global: { scrape_interval: 5s }
            scrape_configs:
              - job_name: microservice
                metrics_path: /metrics
                static_configs: [{ targets: [{{targets}}] }]

            """,
            cancellationToken);
        return new Preparation.Ready(new ProcessCommand(
            SearchPath.Find(Program) ?? Program,
            [$"--config.file={settings}", $"--storage.tsdb.path={Path.Combine(scope.Directory, "data")}", $"--web.listen-address=127.0.0.1:{Port(scope)}"],
            scope.Directory,
            new Dictionary<string, string?>()));
    }

    public IHealthProbe Probe(ResourceScope scope) => new HttpProbe(client, new Uri($"http://127.0.0.1:{Port(scope)}/-/ready"));

    private static int Port(ResourceScope scope) => scope.Ports[scope.Resource.Bindings[0].Name];
}
