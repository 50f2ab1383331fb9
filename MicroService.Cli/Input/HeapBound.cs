namespace MicroService.Cli.Input;

/// <summary>
/// Keeps what has ended from piling up where objects come and go a namespace at a time: by itself, the collector lets it grow to a multiple
/// of what is in use.
/// </summary>
internal sealed class HeapBound
{
    private const long LeastGarbage = 8 * 1024 * 1024;
    private const int PartOfUsed = 4;

    private long _inUse;

    /// <summary>Collects once there may be more than 8 MiB to free, and a quarter of what is in use.</summary>
    public void Keep()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) - _inUse > Math.Max(LeastGarbage, _inUse / PartOfUsed))
        {
#pragma warning disable RS0030 // The runtime knows of the machine's memory, not of the bound that this keeps.
            GC.Collect();
#pragma warning restore RS0030
            _inUse = GC.GetTotalMemory(forceFullCollection: false);
        }
    }
}
