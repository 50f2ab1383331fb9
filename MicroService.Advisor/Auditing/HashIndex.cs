namespace MicroService.Advisor.Auditing;

/// <summary>
/// Finds the numbers of objects by the hash of what they have. Eight bytes an entry; now and then it finds an object too many, which does
/// no harm where the object itself is looked at afterwards.
/// </summary>
internal sealed class HashIndex
{
    private readonly List<long> _entries = [];
    private bool _isSorted = true;

    /// <summary>Notes an object.</summary>
    public void Add(int hash, int number)
    {
        _entries.Add(((long)hash << 32) | (uint)number);
        _isSorted = false;
    }

    /// <summary>The numbers of the objects that were noted with a hash, in ascending order.</summary>
    public IEnumerable<int> Find(int hash)
    {
        if (!_isSorted)
        {
            _entries.Sort();
            _isSorted = true;
        }

        var at = _entries.BinarySearch((long)hash << 32);
        for (at = at < 0 ? ~at : at; at < _entries.Count && (int)(_entries[at] >> 32) == hash; at++)
        {
            yield return (int)_entries[at];
        }
    }
}
