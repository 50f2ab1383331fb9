using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class RequestLifetimeTests
{
    private const int Changes = 20_000_000;

    [Fact]
    public async Task TimeLimitThatChanges_IsNeverReadHalf()
    {
        using var request = new RequestLifetime(new DefaultHttpContext(), new HttpRequestLifetimeFeature(), started: 0);
        var cancellationToken = TestContext.Current.CancellationToken;
        var isDone = false;

        // Only optimized code reads a TimeSpan? in two halves, so a broken limit shows in a Release build.
        // An endpoint lifts the limit while the timer looks at all requests: half a read is a limit of zero, which every request exceeds.
        var reader = Task.Run(
            () =>
            {
                var overdue = 0;
                while (!Volatile.Read(ref isDone))
                {
                    overdue += TimeSpan.FromSeconds(1) >= request.TimeLimit ? 1 : 0;
                }

                return overdue;
            },
            cancellationToken);
        for (var change = 0; change < Changes; change++)
        {
            request.TimeLimit = change % 2 == 0 ? TimeSpan.FromHours(1) : null;
        }

        Volatile.Write(ref isDone, true);

        Assert.Equal(0, await reader);
    }
}
