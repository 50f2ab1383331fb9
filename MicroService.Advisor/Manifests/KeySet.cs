namespace MicroService.Advisor.Manifests;

/// <summary>
/// Tells whether a key is new to a mapping: by looking, or by hash once there are many, so that a hostile mapping stays linear.
/// </summary>
internal struct KeySet
{
    private const int ListLimit = 16;
    private HashSet<string>? _set;

    /// <summary>False if the mapping has the key; the caller adds the entry otherwise.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entries">All entries of the mapping so far.</param>
    public bool Add(string key, ReadOnlySpan<MappingEntry> entries)
    {
        if (_set is null && entries.Length < ListLimit)
        {
            foreach (var entry in entries)
            {
                if (string.Equals(entry.Name, key))
                {
                    return false;
                }
            }

            return true;
        }

        if (_set is null)
        {
            _set = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                _set.Add(entry.Name);
            }
        }

        return _set.Add(key);
    }
}
