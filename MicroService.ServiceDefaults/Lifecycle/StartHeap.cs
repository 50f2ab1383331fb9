using System.Runtime;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Keeps the runtime from collecting while a service starts: nearly all that it allocates then stays until it has started, so that a collection
/// copies much and frees little. What is left over goes with the first collection after the start.
/// </summary>
internal static class StartHeap
{
    private const long Mebibyte = 1024 * 1024;

    // A start that allocates more collects as usual. The runtime reserves as much at once, which a small pod should not have to find.
    private const long Bytes = 24 * Mebibyte;
    private const long LargeObjectBytes = 4 * Mebibyte;
    private const long LeastMemory = 5 * Bytes;

    private static int _isBegun;

    /// <summary>Begins a start: the first of a process, since the runtime does it once at a time.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) == 0 && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LeastMemory)
        {
            GC.TryStartNoGCRegion(Bytes, LargeObjectBytes);
        }
    }

    /// <summary>Ends the start, if the runtime has not ended it before.</summary>
    public static void End()
    {
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
        catch (InvalidOperationException)
        {
            // Another thread has just allocated more than the start may, which ends it as well.
        }
    }
}
