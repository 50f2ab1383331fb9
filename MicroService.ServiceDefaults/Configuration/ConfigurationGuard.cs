using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Refuses to start any hosted service with a wrong configuration, and says what in it nothing reads.</summary>
internal sealed class ConfigurationGuard(ConfigurationValidator validator, ILogger<ConfigurationValidator> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        validator.ThrowIfInvalid();
        foreach (var setting in validator.UnknownSettings())
        {
            logger.UnknownKey(setting.ToString());
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
