using System.Collections.Concurrent;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Watching;

/// <summary>Watches all that a scan listed, and says which of its parts are stale.</summary>
public sealed class ClusterWatch
{
    private readonly ConcurrentDictionary<(string Kind, string? Namespace), UnwatchedKind> _silent = [];
    private readonly List<ResourceWatch> _watches = [];
    private readonly WatchOptions _options;
    private readonly TimeProvider _time;

    /// <summary>A watch that has not begun.</summary>
    /// <param name="client">The client.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="stale">Where it says what is stale.</param>
    /// <param name="options">How long it waits.</param>
    /// <param name="time">The clock.</param>
    public ClusterWatch(ApiClient client, WatchBase start, StaleParts stale, WatchOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        foreach (var kind in start.Places())
        {
            if (kind.Count() > options.NamespacesOfAKind)
            {
                _silent[(kind.Key.FullName, null)] = new UnwatchedKind(
                    kind.Key.FullName, null, $"It can't be listed in all namespaces at once, and would take {kind.Count()} watches.");
                continue;
            }

            _watches.AddRange(kind.Select(place => new ResourceWatch(client, place.Key, place.Value, start, stale, options, time)
            {
                Ended = end => Ended?.Invoke(end),
                Failed = failure => Failed?.Invoke(place.Key.Kind.Kind.FullName, failure),
            }));
        }
    }

    /// <summary>Called when a watch ended, with why.</summary>
    public Action<WatchEnd>? Ended { get; init; }

    /// <summary>Called with a kind and a failure, the first in a row.</summary>
    public Action<string, string>? Failed { get; init; }

    /// <summary>Called when a kind can't be watched.</summary>
    public Action<UnwatchedKind>? Left { get; init; }

    /// <summary>What can't be watched.</summary>
    public IReadOnlyList<UnwatchedKind> Unwatched =>
        [.. _silent.Values.OrderBy(static kind => kind.Kind, StringComparer.Ordinal).ThenBy(static kind => kind.Namespace, StringComparer.Ordinal)];

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
        foreach (var kind in Unwatched)
        {
            Left?.Invoke(kind);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [Task.Delay(Timeout.Infinite, end.Token), .. _watches.Select(watch => RunAsync(watch, end.Token))];
        try
        {
            // None of them ends before it is cancelled, but by a defect.
            await (await Task.WhenAny(running).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A server that has just started, or whose roles are being replaced, forbids for a while what it allows again.
    private async Task RunAsync(ResourceWatch watch, CancellationToken cancellationToken)
    {
        var kind = watch.Place.Kind.Kind.FullName;
        while (true)
        {
            var reason = await watch.RunAsync(() => _silent.TryRemove((kind, watch.Place.Namespace), out _), cancellationToken).ConfigureAwait(false);
            var unwatched = new UnwatchedKind(kind, watch.Place.Namespace, reason);
            if (_silent.TryAdd((kind, watch.Place.Namespace), unwatched))
            {
                Left?.Invoke(unwatched);
            }

            await Task.Delay(_options.RefusedPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
