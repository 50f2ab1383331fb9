namespace MicroService.Advisor.Manifests;

/// <summary>The keys of one mapping: a short list, or a hash set once there are many, so that a hostile mapping stays linear.</summary>
internal struct KeySet
{
    private const int ListLimit = 12;
    private List<string>? _list;
    private HashSet<string>? _set;

    public bool Add(string key)
    {
        if (_set is not null)
        {
            return _set.Add(key);
        }

        _list ??= new List<string>(ListLimit);
        foreach (var known in _list)
        {
            if (string.Equals(known, key, StringComparison.Ordinal))
            {
                return false;
            }
        }

        _list.Add(key);
        if (_list.Count > ListLimit)
        {
            _set = new HashSet<string>(_list, StringComparer.Ordinal);
        }

        return true;
    }
}
