using System.Collections.Concurrent;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Watching;

/// <summary>
/// Where the watches of a cluster begin: with the lists that a scan made, each kind from the first version that was listed of it on, or with what
/// watches before left.
/// </summary>
public sealed class WatchBase : IListObserver
{
    private readonly HashSet<string>? _scope;
    private readonly ConcurrentDictionary<string, KnownObjects> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<WatchPlace, string?> _places = new();

    /// <summary>A base that a scan fills.</summary>
    /// <param name="scope">The namespaces that are scanned; empty for all.</param>
    public WatchBase(IReadOnlyCollection<string> scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        _scope = scope.Count == 0 ? null : scope.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>How many objects are known, which a few bytes are kept of each.</summary>
    public int Objects => _known.Values.Sum(static known => known.Count);

    /// <summary>
    /// The base that watches left: what changed since then comes as events, and what the server has forgotten makes everything stale.
    /// </summary>
    /// <param name="scope">The namespaces that are scanned; empty for all.</param>
    /// <param name="points">Where they were.</param>
    public static WatchBase Resume(IReadOnlyCollection<string> scope, IEnumerable<WatchPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var known = KnownKinds.All.Append(KnownKinds.Secrets).ToDictionary(static kind => kind.FullName, StringComparer.Ordinal);
        var resumed = new WatchBase(scope);
        foreach (var point in points)
        {
            if (known.TryGetValue(point.Kind, out var kind))
            {
                var served = new ServedKind(kind, point.Version, kind.Reach != KindReach.Cluster);
                resumed._places[new WatchPlace(served, point.Namespace)] = point.At;
            }
        }

        return resumed;
    }

    void IListObserver.Begin(ServedKind kind, string? ns, string? version)
    {
        Known(kind).IsComplete = true;
        // The first one: what is listed later is newer.
        _places.TryAdd(new WatchPlace(kind, ns), version);
    }

    void IListObserver.Add(ServedKind kind, ReadOnlySpan<byte> item)
    {
        if (!IsSpokenFor(kind, item))
        {
            Known(kind).Set(WatchedItem.Read(kind, item));
        }
    }

    /// <summary>
    /// The places to watch, with the version to begin from. Where all namespaces could be listed at once, they are watched at once.
    /// </summary>
    internal IEnumerable<IGrouping<ResourceKind, KeyValuePair<WatchPlace, string?>>> Places()
    {
        var whole = _places.Keys.Where(static place => place.Namespace is null).Select(static place => place.Kind.Kind).ToHashSet();
        return _places.Where(place => place.Key.Namespace is null || !whole.Contains(place.Key.Kind.Kind))
            .GroupBy(static place => place.Key.Kind.Kind);
    }

    /// <summary>What is known of a kind.</summary>
    internal KnownObjects Known(ServedKind kind) => _known.GetOrAdd(kind.Kind.FullName, static _ => new KnownObjects());

    /// <summary>Whether a scan looks at an object of this namespace.</summary>
    internal bool Covers(ServedKind kind, string? ns) =>
        _scope is null || ns is null || kind.Kind.Reach != KindReach.Namespace || _scope.Contains(ns);

    /// <summary>Whether a controller that a scan reads made the object: it is then audited with that.</summary>
    internal static bool IsSpokenFor(ServedKind kind, ReadOnlySpan<byte> item) =>
        kind.Kind.FullName is "pods" or "replicasets.apps" or "jobs.batch" or "replicationcontrollers"
        && ItemOwner.Of(item) is var (version, owner)
        && KnownKinds.Has(version.Contains('/', StringComparison.Ordinal) ? version[..version.IndexOf('/', StringComparison.Ordinal)] : "", owner);
}
