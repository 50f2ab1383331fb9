namespace MicroService.Publishing.Runs;

/// <summary>What writing would do to a file.</summary>
internal enum FileChangeKind
{
    Same,
    Added,
    Changed,

    /// <summary>An earlier run wrote it, this one has no use for it.</summary>
    Removed,

    /// <summary>Somebody else wrote it, so it can't be replaced.</summary>
    Foreign,

    /// <summary>A folder on the way to it is a link, so nothing is written there.</summary>
    Linked,
}
