using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>A check that is good when it returns and bad when it throws.</summary>
internal sealed class DelegateHealthCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, ValueTask> check) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await check(services, cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
