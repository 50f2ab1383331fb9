using MicroService.Cluster.Watching;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Cluster.Watching;

public sealed class StalePartsTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_EndsOnceNothingChangedForAQuietPeriod()
    {
        var stale = new StaleParts(_time);
        var wait = stale.WaitAsync(Quiet, Cancellation);
        stale.Mark("shop");
        _time.Advance(TimeSpan.FromSeconds(9));
        stale.Mark("shop");
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(wait.IsCompleted);

        await AdvanceUntilAsync(wait, static () => { });

        Assert.Equal(["shop"], stale.Take());
    }

    [Fact]
    public async Task ClusterThatIsNeverQuiet_EndsTheWaitAfterTenPeriods()
    {
        var stale = new StaleParts(_time);
        var wait = stale.WaitAsync(Quiet, Cancellation);

        var marks = 0;
        await AdvanceUntilAsync(wait, () => stale.Mark($"ns-{marks++ / 5}"));

        Assert.InRange(stale.Count, 20, 24);
    }

    [Fact]
    public void PartsThatAreGivenBack_AreStaleAgain()
    {
        var stale = new StaleParts(_time);
        stale.Mark("shop");
        stale.Return(stale.Take());
        Assert.Equal(["shop"], stale.Take());

        stale.MarkEverything();
        stale.Return(stale.Take());
        Assert.Null(stale.Take());
        Assert.Equal(0, stale.Count);
    }

    private Task AdvanceUntilAsync(Task task, Action each) => Calls.UntilAsync(
        () =>
        {
            each();
            _time.Advance(TimeSpan.FromSeconds(1));
            return task.IsCompleted;
        },
        "The wait does not end.");
}
