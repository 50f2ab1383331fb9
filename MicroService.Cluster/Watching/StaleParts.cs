using MicroService.Cluster.Kinds;

namespace MicroService.Cluster.Watching;

/// <summary>The parts of a scan that are not any more what it found: namespaces, what belongs to none, or all of it.</summary>
/// <param name="time">The clock.</param>
public sealed class StaleParts(TimeProvider time)
{
    /// <summary>What stands for the part that belongs to no namespace.</summary>
    public const string Cluster = "";

    // However busy a cluster is, it is looked at again after so many quiet periods.
    private const int MostPeriods = 10;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private bool _isEverything;
    private long _first;
    private long _last;
    private TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many parts are stale; all of them count as one.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _isEverything ? Math.Max(1, _parts.Count) : _parts.Count;
            }
        }
    }

    /// <summary>What is stale, which is not any more afterwards; null for everything.</summary>
    public IReadOnlySet<string>? Take()
    {
        lock (_lock)
        {
            IReadOnlySet<string>? taken = _isEverything ? null : _parts.ToHashSet(StringComparer.Ordinal);
            (_isEverything, _marked) = (false, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _parts.Clear();
            return taken;
        }
    }

    /// <summary>Gives back what could not be audited.</summary>
    /// <param name="parts">The parts; null for everything.</param>
    public void Return(IReadOnlySet<string>? parts)
    {
        if (parts is null)
        {
            MarkEverything();
        }
        else
        {
            foreach (var part in parts)
            {
                Mark(part);
            }
        }
    }

    /// <summary>Says that one part is stale.</summary>
    public void Mark(string part) => Mark(() => _parts.Add(part));

    /// <summary>Says that all of them are.</summary>
    public void MarkEverything() => Mark(() => _isEverything = true);

    /// <summary>Waits until something is stale, and nothing more became so for a while.</summary>
    /// <param name="quiet">The while.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        Task marked;
        lock (_lock)
        {
            marked = _marked.Task;
        }

        await marked.WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var left = LeftOf(quiet); left > TimeSpan.Zero; left = LeftOf(quiet))
        {
            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says which parts an object that changed is about.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace; null for none.</param>
    /// <param name="name">Its name; null if only its namespace is known.</param>
    internal void Mark(ResourceKind kind, string? ns, string? name)
    {
        if (kind.FullName == KnownKinds.Namespaces.FullName && name is not null)
        {
            Mark(name);
        }
        else if (ns is not null && kind.Reach == KindReach.Namespace)
        {
            Mark(ns);
        }
        else if (kind.Plural is "persistentvolumes" or "storageclasses")
        {
            Mark(Cluster);
        }
        else
        {
            // What it says of others, and said before, may be about any of them.
            MarkEverything();
        }
    }

    private void Mark(Action add)
    {
        lock (_lock)
        {
            _last = time.GetTimestamp();
            if (_parts.Count == 0 && !_isEverything)
            {
                _first = _last;
            }

            add();
            _marked.TrySetResult();
        }
    }

    private TimeSpan LeftOf(TimeSpan quiet)
    {
        lock (_lock)
        {
            var untilQuiet = quiet - time.GetElapsedTime(_last);
            var untilLate = (quiet * MostPeriods) - time.GetElapsedTime(_first);
            return untilQuiet < untilLate ? untilQuiet : untilLate;
        }
    }
}
