using System.Threading.Channels;
using MicroService.Api.Clusters;
using MicroService.Api.History;
using MicroService.Api.Problems;
using MicroService.Cluster.Kinds;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>Takes scans in: one is under way at a time, a few wait, and the others are rejected.</summary>
internal sealed class ScanQueue(ScanStore store, ClusterAccess cluster, LiveScans live, IOptions<ScanOptions> options, ScanMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<LiveScan> _channel = Channel.CreateUnbounded<LiveScan>(new UnboundedChannelOptions { SingleReader = true });
    private int _taken;

    /// <summary>The scans to work on, in the order in which they came.</summary>
    public ChannelReader<LiveScan> Scans => _channel.Reader;

    private ProblemResult Overloaded { get; } = new(ProblemType.Overloaded, "Too many scans are waiting. Try again when one has ended.", retryAfter: Pause);

    /// <summary>Takes a scan in, or says why not.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down: nothing was taken in.</exception>
    public async Task<(LiveScan? Scan, ProblemResult? Problem)> AddAsync(
        string owner, ScanOrigin origin, IReadOnlyList<string> namespaces, IReadOnlyList<ResourceKind> kinds, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _taken) > options.Value.Queue + 1)
        {
            Interlocked.Decrement(ref _taken);
            metrics.Rejected(origin);
            return (null, Overloaded);
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
                Scope = [.. (namespaces.Count > 0 ? namespaces : options.Value.NamespaceList).Distinct(StringComparer.Ordinal)],
            };
            await store.AddAsync(record, cancellationToken).ConfigureAwait(false);
            var scan = new LiveScan(record, kinds);
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
                Interlocked.Decrement(ref _taken);
            }
        }
    }

    /// <summary>Lets go of a scan that is over.</summary>
    public void Complete(ScanRecord scan)
    {
        live.Remove(scan.Id);
        Interlocked.Decrement(ref _taken);
    }
}
