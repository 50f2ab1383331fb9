using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Scanning;

/// <summary>Reads the objects of a namespace, several kinds at the same time.</summary>
internal sealed class NamespaceReader(ListReader lists, UnreadKinds unread, int requests) : IDisposable
{
    // Who controls pods, ReplicaSets and Jobs is read as well, and speaks for them.
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
        // Controllers first: those that can't be read don't speak for others.
        var readable = new List<ResourceKind>();
        var objects = new List<ReadObject>();
        foreach (var wave in kinds.GroupBy(WaveOf).OrderBy(wave => wave.Key))
        {
            var chosen = wave.ToList();
            var read = await Task.WhenAll(chosen.Select(kind => ReadAsync(kind, ns, Spoken(kind.Kind, readable), cancellationToken))).ConfigureAwait(false);
            objects.AddRange(read.SelectMany(some => some ?? []));
            readable.AddRange(chosen.Where((_, i) => read[i] is not null).Select(kind => kind.Kind));
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

    private static int WaveOf(ServedKind kind) =>
        kind.Kind.FullName == "pods" ? 2 : Controllers.ContainsKey(kind.Kind.FullName) ? 1 : 0;

    private static Func<ReadOnlyMemory<byte>, bool>? Spoken(ResourceKind kind, List<ResourceKind> readable)
    {
        (string Group, string Kind)[] speakers = Controllers.TryGetValue(kind.FullName, out var controllers)
            ? [.. controllers.Where(controller => readable.Exists(other => other.Group == controller.Group && other.Kind == controller.Kind))]
            : [];
        return speakers.Length == 0 ? null : item => ItemOwner.Of(item.Span) is var (version, owner)
            && Array.Exists(speakers, speaker => speaker.Kind == owner
                && (speaker.Group.Length == 0 ? version == "v1" : version.StartsWith($"{speaker.Group}/", StringComparison.Ordinal)));
    }
}
