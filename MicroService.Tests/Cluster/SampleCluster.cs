using MicroService.Cluster.Connections;
using MicroService.Cluster.Kubeconfigs;
using MicroService.Cluster.Requests;
using MicroService.Samples.Certificates;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;

namespace MicroService.Tests.Cluster;

/// <summary>A sample server with a kubeconfig, and clients of it that do not wait long.</summary>
internal sealed class SampleCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-cluster-");
    private readonly SampleAuthority _authority;

    private SampleCluster(ClusterServer server, SampleAuthority authority) => (Server, _authority) = (server, authority);

    public ClusterServer Server { get; }

    public string KubeconfigFile => Path.Combine(_folder.FullName, "config");

    public static async Task<SampleCluster> StartAsync(ClusterContent? content = null)
    {
        var authority = new SampleAuthority("sample-cluster");
        var cluster = new SampleCluster(await ClusterServer.StartAsync(content ?? ClusterContent.Sample(), authority: authority), authority);
        await File.WriteAllTextAsync(cluster.KubeconfigFile, cluster.Server.Kubeconfig(), TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>A client with the connection of the kubeconfig.</summary>
    public async Task<ApiClient> ConnectAsync(TimeSpan? idle = null, int attempts = 3)
    {
        var reading = await ClusterConnections.FindAsync(KubeconfigFile, null, static _ => null, TimeProvider.System, TestContext.Current.CancellationToken);
        return Client(reading.Connection!, idle, attempts);
    }

    public static ApiClient Client(ClusterConnection connection, TimeSpan? idle = null, int attempts = 3) => new(
        connection,
        ClusterTransport.Create(connection),
        new ApiClientOptions
        {
            Attempts = attempts,
            IdleTimeout = idle ?? TimeSpan.FromSeconds(30),
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromMilliseconds(5),
        },
        TimeProvider.System);

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}
