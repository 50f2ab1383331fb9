using System.Collections.Concurrent;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Watching;

/// <summary>Watches all that a scan listed, and says which of its parts are stale.</summary>
public sealed class ClusterWatch
{
    private readonly ConcurrentQueue<UnwatchedKind> _silent = [];
    private readonly List<ResourceWatch> _watches = [];

    /// <summary>A watch that has not begun.</summary>
    /// <param name="client">The client.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="stale">Where it says what is stale.</param>
    /// <param name="options">How patient it is.</param>
    /// <param name="time">The clock.</param>
    public ClusterWatch(ApiClient client, WatchBase start, StaleParts stale, WatchOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var kind in start.Places())
        {
            if (kind.Count() > options.NamespacesOfAKind)
            {
                Leave(new UnwatchedKind(
                    kind.Key.FullName, null, $"It can't be listed in all namespaces at once, and would take {kind.Count()} watches."));
                continue;
            }

            _watches.AddRange(kind.Select(place =>
                new ResourceWatch(client, place.Key, place.Value, start, stale, options, time) { Ended = end => Ended?.Invoke(end) }));
        }
    }

    /// <summary>Called when a watch ended, with why.</summary>
    public Action<WatchEnd>? Ended { get; init; }

    /// <summary>Called when a kind can't be watched.</summary>
    public Action<UnwatchedKind>? Left { get; init; }

    /// <summary>What can't be watched.</summary>
    public IReadOnlyList<UnwatchedKind> Unwatched =>
        [.. _silent.OrderBy(static kind => kind.Kind, StringComparer.Ordinal).ThenBy(static kind => kind.Namespace, StringComparer.Ordinal)];

    /// <summary>How many watches the server is answering.</summary>
    public int Open => _watches.Count(static watch => watch.IsOpen);

    /// <summary>Where the watches are now: all that changed before then is marked. Null while one of them has to begin with a list.</summary>
    public IReadOnlyList<WatchPoint>? Points
    {
        get
        {
            var points = new List<WatchPoint>(_watches.Count);
            foreach (var watch in _watches)
            {
                if (watch.Version is not { } version)
                {
                    return null;
                }

                points.Add(new WatchPoint(watch.Place.Kind.Kind.FullName, watch.Place.Kind.Version, watch.Place.Namespace, version));
            }

            return points;
        }
    }

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_watches.Select(async watch =>
        {
            var reason = await watch.RunAsync(cancellationToken).ConfigureAwait(false);
            Leave(new UnwatchedKind(watch.Place.Kind.Kind.FullName, watch.Place.Namespace, reason));
        })).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
    }

    private void Leave(UnwatchedKind kind)
    {
        _silent.Enqueue(kind);
        Left?.Invoke(kind);
    }
}
