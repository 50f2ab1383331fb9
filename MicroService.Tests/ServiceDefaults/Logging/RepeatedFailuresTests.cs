using MicroService.ServiceDefaults.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class RepeatedFailuresTests
{
    [Fact]
    public void FailuresOfOneKind_AreDueOnceAMinuteWithTheNumberOfTheOthers()
    {
        var time = new FakeTimeProvider();
        var failures = new RepeatedFailures(time);

        Assert.True(failures.IsDue("history", Wrap(new IOException()), out var first));
        Assert.False(failures.IsDue("history", Wrap(new IOException()), out _));
        Assert.False(failures.IsDue("history", new IOException(), out _));
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(failures.IsDue("history", new IOException(), out var second));
        Assert.Equal((0, 2), (first, second));
    }

    [Fact]
    public void FailureOfAnotherKind_IsDueAtOnce()
    {
        var failures = new RepeatedFailures(TimeProvider.System);

        Assert.True(failures.IsDue("history", new IOException(), out _));
        Assert.True(failures.IsDue("history", new TimeoutException(), out _));
    }

    [Fact]
    public void FailureOfAnotherSource_IsDueAtOnce()
    {
        var failures = new RepeatedFailures(TimeProvider.System);

        Assert.True(failures.IsDue("history", new IOException(), out _));
        Assert.True(failures.IsDue("authority", new IOException(), out _));
    }

    private static InvalidOperationException Wrap(Exception cause) => new("It failed.", cause);
}
