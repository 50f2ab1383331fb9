using System.Globalization;
using System.Text;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.Cluster.RightSizing;

/// <summary>A container whose series ended in a real Prometheus, with the marker that it writes where a target has a series no more.</summary>
public sealed class EndedContainerTests
{
    private static readonly WorkloadKey Web = new("shop", "Deployment", "web");

    [Fact]
    public async Task ContainerThatEnded_IsNotReadAsRunning()
    {
        await using var target = await ScrapedPods.StartAsync("web-a");
        await using var prometheus = await PrometheusServer.StartNewAsync(target.Address);
        await prometheus.WaitForAsync("count_over_time(container_cpu_usage_seconds_total{pod=\"web-a\"}[1m]) >= 3");
        target.Pods = ["web-a", "web-b"];
        await prometheus.WaitForAsync("container_cpu_usage_seconds_total{pod=\"web-b\"}");
        target.Pods = ["web-b"];
        // Without the marker it would be there for five minutes more.
        await prometheus.WaitForAsync("container_cpu_usage_seconds_total", static samples => samples is [var only] && only["pod"] == "web-b");
        var asked = prometheus.Address;

        var usage = await ReadAsync(asked);

        var container = usage.Workloads[Web]["app"];
        Assert.Equal(["web-a", "web-b"], container.Pods.Order());
        Assert.Equal((2, 2.0), (container.Runs, container.CpuLimit));
        Assert.Empty(usage.Missing);
    }

    private static async Task<NamespaceUsage> ReadAsync(Uri server)
    {
        using var client = new PrometheusClient(new HttpClientHandler(), new PrometheusOptions { Server = server, Rest = 0 }, TimeProvider.System);
        return await new UsageReader(client, new RightSizingOptions { Days = 1 }).ReadAsync(
            "shop", new HashSet<WorkloadKey> { Web }, new Dictionary<string, WorkloadKey>(), TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
    }

    // What a kubelet and kube-state-metrics say of some pods. The limit of the first one is another.
    private sealed class ScrapedPods : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private int _seconds;

        private ScrapedPods(WebApplication application, Uri address, string[] pods) => (_application, Address, Pods) = (application, address, pods);

        public Uri Address { get; }

        public string[] Pods { get; set; }

        public static async Task<ScrapedPods> StartAsync(params string[] pods)
        {
            var port = LoopbackPorts.Next();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(server => server.ListenLocalhost(port));
            var scraped = new ScrapedPods(builder.Build(), new Uri($"http://127.0.0.1:{port}"), pods);
            scraped._application.MapGet("/metrics", scraped.Expose);
            await scraped._application.StartAsync();
            return scraped;
        }

        public ValueTask DisposeAsync() => _application.DisposeAsync();

        private IResult Expose()
        {
            var text = new StringBuilder("kube_replicaset_owner{namespace=\"shop\",replicaset=\"web-1\",owner_kind=\"Deployment\",owner_name=\"web\"} 1\n");
            var seconds = Interlocked.Increment(ref _seconds);
            foreach (var pod in Pods)
            {
                var (labels, limit) = ($"namespace=\"shop\",pod=\"{pod}\"", pod == "web-a" ? 1 : 2);
                text.Append(CultureInfo.InvariantCulture, $"kube_pod_owner{{{labels},owner_kind=\"ReplicaSet\",owner_name=\"web-1\"}} 1\n")
                    .Append(CultureInfo.InvariantCulture, $"kube_pod_container_resource_limits{{{labels},container=\"app\",uid=\"{pod}\",resource=\"cpu\"}} {limit}\n")
                    .Append(CultureInfo.InvariantCulture, $"container_cpu_usage_seconds_total{{{labels},container=\"app\",image=\"app\"}} {seconds}\n")
                    .Append(CultureInfo.InvariantCulture, $"container_memory_working_set_bytes{{{labels},container=\"app\",image=\"app\"}} 1000000\n");
            }

            return Results.Text(text.ToString());
        }
    }
}
