using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;
using MicroService.Cluster.Watching;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Cluster.Watching;

/// <summary>A sample cluster that was scanned, and the watch that goes on from there.</summary>
internal sealed class FollowedCluster : IAsyncDisposable
{
    private readonly ApiClient _client;
    private CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    private FollowedCluster(SampleCluster cluster, ApiClient client, WatchBase start) => (Cluster, _client, Start) = (cluster, client, start);

    public SampleCluster Cluster { get; }

    public WatchBase Start { get; }

    public StaleParts Stale { get; } = new(TimeProvider.System);

    public ClusterWatch Watch { get; private set; } = null!;

    public List<WatchEnd> Ends { get; } = [];

    /// <summary>What was asked for since the watch began.</summary>
    public IEnumerable<string> Requests => Cluster.Server.Requests.Skip(Scanned);

    public IEnumerable<string> Lists => Requests.Where(static request => request.Contains("limit=", StringComparison.Ordinal));

    private int Scanned { get; set; }

    public static async Task<FollowedCluster> ScanAsync(params string[] namespaces)
    {
        var cluster = await SampleCluster.StartAsync();
        var followed = new FollowedCluster(cluster, await cluster.ConnectAsync(), new WatchBase(namespaces));
        var scan = new ClusterScan(followed._client, new ScanOptions { Namespaces = namespaces, Watched = followed.Start });
        await foreach (var _ in scan.RunAsync(TestContext.Current.CancellationToken))
        {
            // The parts are for others.
        }

        followed.Scanned = cluster.Server.Requests.Count;
        return followed;
    }

    /// <summary>Begins to watch, and waits until the server answers all watches.</summary>
    public async Task<FollowedCluster> FollowAsync(WatchBase? start = null, WatchOptions? options = null, TimeProvider? time = null)
    {
        await LeaveAsync();
        Scanned = Cluster.Server.Requests.Count;
        Watch = new ClusterWatch(
            _client,
            start ?? Start,
            Stale,
            options ?? new WatchOptions { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) },
            time ?? TimeProvider.System)
        {
            Ended = end =>
            {
                lock (Ends)
                {
                    Ends.Add(end);
                }
            },
        };
        _running = Watch.RunAsync(_end.Token);
        await Calls.UntilAsync(() => Watch.Open > 0 && Watch.Open == Cluster.Server.Watches.Open, "Nothing is watched.");
        return this;
    }

    /// <summary>Waits until each watch has seen everything until now, and answers what is stale; null for everything.</summary>
    public async Task<IReadOnlySet<string>?> TakeAsync()
    {
        await Calls.UntilAsync(
            () =>
            {
                Cluster.Server.Watches.Bookmark();
                return Watch.Points?.All(point => point.At == $"{Cluster.Server.Content.Version}") == true;
            },
            "The watches are not up to date.");
        return Stale.Take();
    }

    /// <summary>Ends the watch without a word, as a process that is gone.</summary>
    public async Task LeaveAsync()
    {
        if (Watch is not null)
        {
            await _end.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
            _end = new CancellationTokenSource();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _client.Dispose();
        _end.Dispose();
        await Cluster.DisposeAsync();
    }
}
