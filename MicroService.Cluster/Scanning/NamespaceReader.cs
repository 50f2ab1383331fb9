using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Scanning;

/// <summary>Reads the objects of a namespace, several kinds at the same time.</summary>
internal sealed class NamespaceReader(ListReader lists, UnreadKinds unread, int requests) : IDisposable
{
    // Who controls pods, ReplicaSets and Jobs speaks for them. If that can't be read, it is named as such: each of what it made would be one
    // workload of several, and lack what is told of their controller.
    private static readonly Dictionary<string, (string Group, string Kind)[]> Controllers = new(StringComparer.Ordinal)
    {
        ["pods"] = [("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "Job"), ("", "ReplicationController")],
        ["replicasets.apps"] = [("apps", "Deployment"), ("argoproj.io", "Rollout")],
        ["jobs.batch"] = [("batch", "CronJob")],
        ["replicationcontrollers"] = [("apps.openshift.io", "DeploymentConfig")],
    };

    private readonly SemaphoreSlim _slots = new(requests, requests);
    private int _lists;

    /// <summary>How many lists were read whole.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>Reads all of some kinds, the first kind's objects first.</summary>
    /// <exception cref="ApiException">The cluster can't be reached any more.</exception>
    public async Task<IReadOnlyList<ReadObject>> ReadAsync(IReadOnlyList<ServedKind> kinds, string ns, CancellationToken cancellationToken)
    {
        // Controllers first: what those made that can't be read is left out as well.
        var unreadable = new List<ResourceKind>();
        var objects = new List<ReadObject>();
        foreach (var wave in kinds.GroupBy(WaveOf).OrderBy(wave => wave.Key))
        {
            var chosen = wave.ToList();
            var read = await Task.WhenAll(chosen.Select(kind => ReadAsync(kind, ns, Spoken(kind.Kind, unreadable), cancellationToken))).ConfigureAwait(false);
            objects.AddRange(read.SelectMany(some => some ?? []));
            unreadable.AddRange(chosen.Where((_, i) => read[i] is null).Select(kind => kind.Kind));
        }

        return objects;
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Reads a kind: of a namespace, or of the cluster for null. Null if it can't be read, which is noted.</summary>
    public async Task<IReadOnlyList<ReadObject>?> ReadAsync(
        ServedKind kind, string? ns, Func<ReadOnlyMemory<byte>, bool>? skips, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var objects = new List<ReadObject>();
            await foreach (var item in lists.ReadAsync(kind, ns, skips, cancellationToken).ConfigureAwait(false))
            {
                objects.Add(item);
            }

            Interlocked.Increment(ref _lists);
            return objects;
        }
        catch (ApiException exception) when (UnreadKinds.IsOfKind(exception.Failure))
        {
            unread.Add(kind.Kind, ns, exception.Failure.Message);
            return null;
        }
        finally
        {
            _slots.Release();
        }
    }

    // Custom workloads make Deployments and all of the others, and those make Jobs, ReplicaSets and at last pods.
    private static int WaveOf(ServedKind kind) => kind.Kind.FullName switch
    {
        "pods" => 3,
        _ when Controllers.ContainsKey(kind.Kind.FullName) => 2,
        _ when kind.Kind.Group is "" or "apps" or "batch" => 1,
        _ => KnownKinds.IsWorkload(kind.Kind) || !KnownKinds.Has(kind.Kind.Group, kind.Kind.Kind) ? 0 : 1,
    };

    private static Func<ReadOnlyMemory<byte>, bool>? Spoken(ResourceKind kind, List<ResourceKind> unreadable)
    {
        (string Group, string Kind)[] speakers =
            [.. Controllers.GetValueOrDefault(kind.FullName, []), .. unreadable.Select(static other => (other.Group, other.Kind))];
        return speakers.Length == 0 ? null : item => ItemOwner.Of(item.Span) is var (version, owner)
            && Array.Exists(speakers, speaker => speaker.Kind == owner
                && (speaker.Group.Length == 0 ? version == "v1" : version.StartsWith($"{speaker.Group}/", StringComparison.Ordinal)));
    }
}
