namespace MicroService.Cluster.Watching;

/// <summary>The objects of a kind as a watch last saw them: a few bytes for each, whatever its size.</summary>
internal sealed class KnownObjects
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (ulong Digest, string? Namespace)> _objects = [];
    private readonly Dictionary<string, string> _namespaces = new(StringComparer.Ordinal);

    /// <summary>Whether all objects are known, so that a list tells which ones are gone.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count;
            }
        }
    }

    /// <summary>Takes note of an object; true if it is new, or is not what it was.</summary>
    public bool Set(WatchedItem item)
    {
        lock (_lock)
        {
            var key = item.Key;
            var isKnown = _objects.TryGetValue(key, out var known) && known.Digest == item.Digest;
            if (!isKnown)
            {
                _objects[key] = (item.Digest, Shared(item.Namespace));
            }

            return !isKnown;
        }
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Remove(WatchedItem item)
    {
        lock (_lock)
        {
            _objects.Remove(item.Key);
        }
    }

    /// <summary>Forgets all objects of a namespace, or of all for null, that are not among those of a list.</summary>
    /// <returns>The namespaces in which objects are gone; null among them for none.</returns>
    public IReadOnlyCollection<string?> Keep(string? ns, HashSet<ulong> listed)
    {
        lock (_lock)
        {
            var gone = _objects.Where(entry => (ns is null || entry.Value.Namespace == ns) && !listed.Contains(entry.Key)).ToList();
            gone.ForEach(entry => _objects.Remove(entry.Key));
            return [.. gone.Select(static entry => entry.Value.Namespace).Distinct()];
        }
    }

    // Thousands of objects have the same namespace.
    private string? Shared(string? ns)
    {
        if (ns is not null && !_namespaces.TryAdd(ns, ns))
        {
            return _namespaces[ns];
        }

        return ns;
    }
}
