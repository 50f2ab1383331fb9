using System.Threading.Channels;
using MicroService.Api.Clusters;
using MicroService.Api.History;
using MicroService.Api.Problems;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Watching;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>
/// Takes scans in: one is under way at a time, a few wait, and the others are rejected. The schedule has a place of its own, and a
/// caller with a token may take half of the others.
/// </summary>
internal sealed class ScanQueue(ScanStore store, ClusterAccess cluster, LiveScans live, IOptions<ScanOptions> options, ScanMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<LiveScan> _channel = Channel.CreateUnbounded<LiveScan>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    // How many of the scans are whose, those of the schedule left out.
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>The namespaces that are scanned where nobody names any; empty for all. Known once the cluster is connected.</summary>
    public IReadOnlyList<string> ScopeOfSettings => [.. options.Value.NamespaceList.Select(Resolve).Distinct(StringComparer.Ordinal)];

    /// <summary>The scans to work on, in the order in which they came.</summary>
    public ChannelReader<LiveScan> Scans => _channel.Reader;

    private ProblemResult Overloaded { get; } = new(ProblemType.Overloaded, "Too many scans are waiting. Try again when one has ended.", retryAfter: Pause);

    private ProblemResult Greedy { get; } = new(
        ProblemType.TooManyRequests,
        "Half of the places for scans are this caller's. Try again when one of its scans has ended.",
        retryAfter: Pause);

    /// <summary>Takes a scan in, or says why not.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down: nothing was taken in.</exception>
    public async Task<(LiveScan? Scan, ProblemResult? Problem)> AddAsync(
        string owner, ScanOrigin origin, IReadOnlyList<string> namespaces, IReadOnlyList<ResourceKind> kinds, CancellationToken cancellationToken)
    {
        if (Take(owner, origin) is { } problem)
        {
            metrics.Rejected(origin);
            return (null, problem);
        }

        var isKept = false;
        try
        {
            await cluster.GetAsync(cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow();
            var record = new ScanRecord
            {
                Id = AuditId.Create(now),
                CreatedAt = now,
                UpdatedAt = now,
                Owner = owner,
                Origin = origin,
                Cluster = cluster.Connection!.Name,
                Scope = namespaces.Count > 0 ? [.. namespaces.Distinct(StringComparer.Ordinal)] : ScopeOfSettings,
            };
            await store.AddAsync(record, cancellationToken).ConfigureAwait(false);
            var scan = new LiveScan(record, kinds)
            {
                SkipsMissing = namespaces.Count == 0,
                Watched = origin == ScanOrigin.Schedule && options.Value.Watch ? new WatchBase(record.Scope) : null,
            };
            live.Add(record.Id, scan);
            isKept = _channel.Writer.TryWrite(scan);
            metrics.Waiting(1);
            return (scan, null);
        }
        catch (ClusterMissingException exception)
        {
            return (null, new ProblemResult(ProblemType.DependencyDown, exception.Message, retryAfter: Pause));
        }
        finally
        {
            if (!isKept)
            {
                GiveBack(owner, origin);
            }
        }
    }

    /// <summary>Takes a place for work like a scan that is not kept, until what is answered is disposed, or says why not.</summary>
    public (IDisposable? Place, ProblemResult? Problem) TakePlace(string owner)
    {
        if (Take(owner, ScanOrigin.Request) is { } problem)
        {
            metrics.Rejected(ScanOrigin.Request);
            return (null, problem);
        }

        return (new Place(this, owner), null);
    }

    /// <summary>Lets go of a scan that is over.</summary>
    public void Complete(ScanRecord scan)
    {
        live.Remove(scan.Id);
        GiveBack(scan.Owner, scan.Origin);
    }

    // The schedule asks for one scan at a time.
    private ProblemResult? Take(string owner, ScanOrigin origin)
    {
        if (origin == ScanOrigin.Schedule)
        {
            return null;
        }

        lock (_lock)
        {
            var (places, own) = (options.Value.Queue + 1, _taken.GetValueOrDefault(owner));
            if (_taken.Values.Sum() >= places)
            {
                return Overloaded;
            }

            // Who has no token can't be told from the others.
            if (owner.Length > 0 && own >= Math.Max(1, places / 2))
            {
                return Greedy;
            }

            _taken[owner] = own + 1;
            return null;
        }
    }

    private void GiveBack(string owner, ScanOrigin origin)
    {
        if (origin == ScanOrigin.Schedule)
        {
            return;
        }

        lock (_lock)
        {
            if (_taken[owner] is > 1 and var own)
            {
                _taken[owner] = own - 1;
            }
            else
            {
                _taken.Remove(owner);
            }
        }
    }

    private sealed class Place(ScanQueue queue, string owner) : IDisposable
    {
        public void Dispose() => queue.GiveBack(owner, ScanOrigin.Request);
    }

    private string Resolve(string ns) => ns == ScanOptions.OwnNamespace ? cluster.Connection!.Namespace : ns;
}

/// <summary>Lets one at a time read and audit a cluster, so that the largest namespace is in memory once.</summary>
internal sealed class ScanTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Waits for the turn, which lasts until what is answered is disposed.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
