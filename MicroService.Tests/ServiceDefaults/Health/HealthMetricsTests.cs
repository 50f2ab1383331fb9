using MicroService.ServiceDefaults.Health;
using MicroService.Tests.ServiceDefaults.Telemetry;

namespace MicroService.Tests.ServiceDefaults.Health;

[Collection(MeterIsolation.Name)]
public sealed class HealthMetricsTests
{
    [Fact]
    public async Task Dependency_IsMeasured()
    {
        await using var service = await RunningService.StartAsync(
            static builder => builder.Services.AddDependency("history", DependencyReadiness.Required, static (_, _) => ValueTask.CompletedTask));
        using var ready = await service.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        var metrics = await service.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        var up = Assert.Single(metrics.Split('\n'), line => line.StartsWith("dependency_up{", StringComparison.Ordinal));
        Assert.Contains("dependency=\"history\"", up, StringComparison.Ordinal);
        Assert.EndsWith("} 1", up, StringComparison.Ordinal);
    }
}
