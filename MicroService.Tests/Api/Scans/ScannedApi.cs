using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Samples.Clusters;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

/// <summary>An Api with a sample cluster.</summary>
internal sealed class ScannedApi : IAsyncDisposable
{
    private ScannedApi(SampleCluster cluster, ApiProcess process) => (Cluster, Process) = (cluster, process);

    public SampleCluster Cluster { get; }

    public ApiProcess Process { get; }

    public HttpClient Client => Process.Api;

    public static async Task<ScannedApi> StartAsync(IReadOnlyDictionary<string, string>? environment = null, ClusterContent? content = null, string? folder = null)
    {
        var cluster = await SampleCluster.StartAsync(content);
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["Cluster__Kubeconfig"] = cluster.KubeconfigFile };
        return new ScannedApi(cluster, await ApiProcess.StartAsync(all, folder));
    }

    /// <summary>Asks for a scan and answers where it is.</summary>
    public async Task<string> PostAsync(string? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/scans");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.TextAsync());
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Scans and answers the scan once it is over.</summary>
    public async Task<JsonNode> ScanAsync(string? body = null) => await EndAsync(await PostAsync(body));

    /// <summary>Waits until a scan is over.</summary>
    public async Task<JsonNode> EndAsync(string scan)
    {
        JsonNode? last = null;
        await Calls.UntilAsync(
            async () =>
            {
                last = await GetAsync(scan);
                return (string?)last["scan"]!["status"] is "done" or "failed";
            },
            "The scan does not end.");
        return last!;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Client.AskAsync(path);
        Assert.True(answer.IsSuccessStatusCode, await answer.TextAsync());
        return await answer.JsonAsync();
    }

    /// <summary>The value of a metric; null if it is not exported.</summary>
    public async Task<string?> MetricAsync(string series)
    {
        var text = await Process.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return text.Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal))?.Split(' ')[1];
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
