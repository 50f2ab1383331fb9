namespace MicroService.Advisor.Manifests;

/// <summary>Tells whether a key is new to a mapping: by looking, or by hash once there are many, so that a hostile mapping stays linear.</summary>
internal struct KeySet(MappingNode mapping)
{
    private const int ListLimit = 16;
    private HashSet<string>? _set;

    /// <summary>False if the mapping has the key; the caller adds the entry otherwise.</summary>
    public bool Add(string key)
    {
        if (_set is null && mapping.Entries.Count < ListLimit)
        {
            return mapping.Find(key) is null;
        }

        _set ??= mapping.Entries.Select(entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal);
        return _set.Add(key);
    }
}
