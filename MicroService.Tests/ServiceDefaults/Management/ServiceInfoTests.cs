using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ServiceInfoTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task ClockThatJumps_LeavesTheUptimeAlone(int days)
    {
        var time = new JumpingClock();
        await using var service = await RunningService.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));

        time.Jump = TimeSpan.FromDays(days);

        var info = JsonNode.Parse(await service.Management.GetStringAsync(new Uri("/info", UriKind.Relative), TestContext.Current.CancellationToken))!;
        Assert.InRange((double)info["uptimeSeconds"]!, 0, 3600);
    }

    // Timestamps stay: no jump of the wall clock touches the monotonic one.
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;
    }
}
