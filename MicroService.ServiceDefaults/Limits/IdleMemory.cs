using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>
/// Returns memory to the system when work has ended. The runtime collects when something is allocated, so an idle service would
/// keep the heap of its busiest moment.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    private const long QuietBytes = 2 * 1024 * 1024;
    private const long WorthBytes = 16 * 1024 * 1024;
    private const long PoolBytes = 256 * 1024;

    // Until the first collection: the start needs more than what follows, and is soon over.
    private static readonly TimeSpan StartPeriod = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // Pools release buffers that have not been rented for a while, the server's a twentieth every ten seconds, and a collection has to follow.
    private static readonly TimeSpan PoolTime = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NativeHeap.Bound();
        using var timer = new PeriodicTimer(StartPeriod, time);
        var last = GC.GetTotalAllocatedBytes();
        var collected = last - WorthBytes;
        var collectedAt = time.GetTimestamp();
        var kept = long.MaxValue;
        var isShrinking = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var now = GC.GetTotalAllocatedBytes();
            var isQuiet = now - last < QuietBytes;
            var isWorth = now - collected >= WorthBytes;
            last = now;
            if (isQuiet && (isWorth || (isShrinking && time.GetElapsedTime(collectedAt) >= PoolTime)))
            {
                timer.Period = Period;
                ProgramPages.Release();
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                NativeHeap.Trim();
                collected = now;
                collectedAt = time.GetTimestamp();
                var left = GC.GetTotalMemory(forceFullCollection: false);
                isShrinking = isWorth || left <= kept - PoolBytes;
                kept = left;
            }
        }
    }
}
