using MicroService.Api.Documents;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Api.Documents;

public sealed class SharedMemoryTests
{
    private const int Total = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallerWithSeveralShares_LeavesHalfToOthers()
    {
        var memory = Memory();
        var first = memory.Open("one", 400);
        using var second = memory.Open("one", 300);
        using var other = memory.Open("other", 500);
        Assert.True(await first.GrowAsync(300, Cancellation));

        var waiting = second.GrowAsync(300, Cancellation).AsTask();

        Assert.True(await other.GrowAsync(500, Cancellation));
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task CallerThatHoldsLess_IsServedFirst()
    {
        var memory = Memory();
        using var held = memory.Open("busy", 300);
        var rest = memory.Open("third", 700);
        Assert.True(await held.GrowAsync(300, Cancellation) && await rest.GrowAsync(700, Cancellation));
        using var second = memory.Open("busy", 200);
        var first = memory.Open("idle", 600);
        var waiting = second.GrowAsync(200, Cancellation).AsTask();
        var served = first.GrowAsync(600, Cancellation).AsTask();

        rest.Dispose();

        Assert.True(await served);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task CanceledWait_LeavesTheMemoryToOthers()
    {
        var memory = Memory();
        using var canceled = new CancellationTokenSource();
        var first = memory.Open("one", Total);
        Assert.True(await first.GrowAsync(Total, Cancellation));
        using var second = memory.Open("two", Total);
        var waiting = second.GrowAsync(Total, canceled.Token).AsTask();

        await canceled.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        using var third = memory.Open("three", Total);
        Assert.True(await third.GrowAsync(Total, Cancellation));
    }

    [Fact]
    public async Task Wait_EndsWithItsTimeout()
    {
        var time = new FakeTimeProvider();
        var memory = Memory(time);
        using var first = memory.Open("one", Total);
        using var second = memory.Open("two", 1);
        Assert.True(await first.GrowAsync(Total, Cancellation));
        var waiting = second.GrowAsync(1, Cancellation).AsTask();

        time.Advance(Patience);

        Assert.False(await waiting);
    }

    [Fact]
    public async Task CallerThatWaitsForHalfTheQueue_LeavesTheRestToOthers()
    {
        var memory = Memory(queue: 200);
        using var all = memory.Open("all", Total);
        Assert.True(await all.GrowAsync(Total, Cancellation));
        using var first = memory.Open("one", 60);
        using var second = memory.Open("one", 60);
        using var other = memory.Open("other", 60);

        var waiting = first.GrowAsync(60, Cancellation).AsTask();
        var rejected = await second.GrowAsync(60, Cancellation);
        var queued = other.GrowAsync(60, Cancellation).AsTask();

        Assert.False(rejected);
        Assert.Equal((false, false), (waiting.IsCompleted, queued.IsCompleted));
    }

    [Fact]
    public async Task SharesThatGrowInAnyOrder_NeverWaitForEachOther()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var memory = Memory();
            var growing = Enumerable.Range(0, random.Next(2, 12))
                .Select(_ => memory.Open($"caller {random.Next(3)}", random.Next(1, Total + 1)))
                .ToList();
            var waiting = new Dictionary<Task<bool>, MemoryShare>();
            while (growing.Count + waiting.Count > 0)
            {
                if (growing.Count == 0)
                {
                    // Only what others return ends a wait: the clock stands still.
                    var served = await Task.WhenAny(waiting.Keys).WaitAsync(Patience, Cancellation);
                    waiting.Remove(served, out var share);
                    growing.Add(share!);
                }

                var next = growing[random.Next(growing.Count)];
                growing.Remove(next);
                if (next.Held == next.Claim)
                {
                    next.Dispose();
                    continue;
                }

                var grown = next.GrowAsync(Math.Min(next.Claim, next.Held + random.Next(1, 200)), Cancellation).AsTask();
                if (grown.IsCompleted)
                {
                    growing.Add(next);
                }
                else
                {
                    waiting.Add(grown, next);
                }
            }
        }
    }

    private static SharedMemory Memory(TimeProvider? time = null, long queue = long.MaxValue) =>
        new(Total, queue, TimeSpan.FromSeconds(10), time ?? new FakeTimeProvider());
}
