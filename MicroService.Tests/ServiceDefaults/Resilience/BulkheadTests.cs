using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Resilience;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class BulkheadTests
{
    [Fact]
    public async Task CallsBeyondPermitsAndQueue_AreRejectedAtOnce()
    {
        var bulkhead = new Bulkhead(2, 1);
        using var first = await AcquireAsync(bulkhead);
        using var second = await AcquireAsync(bulkhead);
        var queued = AcquireAsync(bulkhead);

        using var rejected = await AcquireAsync(bulkhead);

        Assert.Equal((true, true, false), (first.IsAcquired, second.IsAcquired, rejected.IsAcquired));
        Assert.Equal((2, 1, false), (bulkhead.Active, bulkhead.Queued, queued.IsCompleted));
    }

    [Fact]
    public async Task PermitGivenBack_GoesToTheCallThatWaitsLongest()
    {
        var bulkhead = new Bulkhead(1, 2);
        var holder = await AcquireAsync(bulkhead);
        var (first, second) = (AcquireAsync(bulkhead), AcquireAsync(bulkhead));

        holder.Dispose();

        using var admitted = await first;
        Assert.Equal((true, false, 1, 1), (admitted.IsAcquired, second.IsCompleted, bulkhead.Active, bulkhead.Queued));
    }

    [Fact]
    public async Task PermitGivenBackTwice_CountsOnce()
    {
        var bulkhead = new Bulkhead(2, 0);
        using var other = await AcquireAsync(bulkhead);
        var twice = await AcquireAsync(bulkhead);

        twice.Dispose();
        twice.Dispose();

        Assert.Equal(1, bulkhead.Active);
    }

    [Fact]
    public async Task RejectedCall_GivesNothingBack()
    {
        var bulkhead = new Bulkhead(1, 0);
        using var holder = await AcquireAsync(bulkhead);

        (await AcquireAsync(bulkhead)).Dispose();

        Assert.Equal(1, bulkhead.Active);
    }

    [Fact]
    public async Task HigherLimit_AdmitsWhoeverWaits()
    {
        var bulkhead = new Bulkhead(1, 3);
        using var holder = await AcquireAsync(bulkhead);
        Task<RateLimitLease>[] waiting = [AcquireAsync(bulkhead), AcquireAsync(bulkhead), AcquireAsync(bulkhead)];

        bulkhead.Resize(3, 3);

        using var first = await waiting[0];
        using var second = await waiting[1];
        Assert.Equal((false, 3, 1), (waiting[2].IsCompleted, bulkhead.Active, bulkhead.Queued));
    }

    [Fact]
    public async Task LowerLimit_TakesNothingAwayAndAdmitsNobodyUntilEnoughAreBack()
    {
        var bulkhead = new Bulkhead(2, 1);
        var (first, second) = (await AcquireAsync(bulkhead), await AcquireAsync(bulkhead));
        var waiting = AcquireAsync(bulkhead);

        bulkhead.Resize(1, 1);
        Assert.Equal(2, bulkhead.Active);
        first.Dispose();
        Assert.Equal((1, 1), (bulkhead.Active, bulkhead.Queued));
        second.Dispose();

        using var admitted = await waiting;
        Assert.Equal((true, 1, 0), (admitted.IsAcquired, bulkhead.Active, bulkhead.Queued));
    }

    [Fact]
    public async Task CallThatGivesUp_LeavesItsPlaceToTheNext()
    {
        var bulkhead = new Bulkhead(1, 2);
        using var impatient = new CancellationTokenSource();
        var holder = await AcquireAsync(bulkhead);
        var leaving = bulkhead.AcquireAsync(impatient.Token).AsTask();
        var next = AcquireAsync(bulkhead);

        await impatient.CancelAsync();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal((impatient.Token, 1), (canceled.CancellationToken, bulkhead.Queued));
        holder.Dispose();
        using var admitted = await next;
        Assert.Equal((true, 1), (admitted.IsAcquired, bulkhead.Active));
    }

    [Fact]
    public async Task CallThatHasGivenUpBefore_TakesNoPermit()
    {
        var bulkhead = new Bulkhead(1, 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bulkhead.AcquireAsync(new CancellationToken(canceled: true)).AsTask());

        Assert.Equal((0, 0), (bulkhead.Active, bulkhead.Queued));
    }

    private static Task<RateLimitLease> AcquireAsync(Bulkhead bulkhead) => bulkhead.AcquireAsync(TestContext.Current.CancellationToken).AsTask();
}
