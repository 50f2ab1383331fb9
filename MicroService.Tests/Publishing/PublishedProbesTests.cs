using System.Net;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Publishing;

public sealed class PublishedProbesTests
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    [Fact]
    public async Task EveryPublishedPath_IsServedByTheRunningApi()
    {
        await using var api = await ApiProcess.StartAsync();
        var workload = Api();
        var container = workload.Containers.Single();
        var annotations = workload.PodAnnotations!;
        var asked = Probes
            .Select(probe => (MappingNode)container.Node.At(probe, "httpGet")!)
            .Select(probe => (Path: probe.Text("path")!, Port: PortOf(container, probe["port"])))
            .Append((annotations.Text("prometheus.io/path")!, annotations.Text("prometheus.io/port")!))
            .ToList();

        foreach (var (path, port) in asked)
        {
            // The ports of the pod are those of the Api's own settings, which the process here has others for.
            var client = port == Setting("HTTP_PORTS") ? api.Api : port == Setting("Management__Port") ? api.Management : null;
            Assert.NotNull(client);
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{port}{path}: {answer.StatusCode}");
        }
    }

    private static Workload Api() =>
        new ObjectGraph(OwnPublication.Read(RepositoryRoot.Combine("deploy", "base"))).Workloads.Single(workload => workload.Name == "api" && workload.Kind == "Deployment");

    private static string PortOf(Container container, Node? port) =>
        port is ScalarNode { AsInteger: null } name ? container.Ports.Single(declared => declared.Text("name") == name.Value).Text("containerPort")! : ((ScalarNode)port!).Value;

    private static string Setting(string name) =>
        OwnPublication.Value.Base.Model.Workloads.Single(workload => workload.Name == "api").Configuration.Single(setting => setting.Name == name).Value;
}
