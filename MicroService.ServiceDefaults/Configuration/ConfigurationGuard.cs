using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Refuses to start any hosted service with a wrong configuration.</summary>
internal sealed class ConfigurationGuard(ConfigurationValidator validator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        validator.ThrowIfInvalid();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
