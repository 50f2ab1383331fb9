using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Refuses to start any hosted service with a wrong configuration, says what in it nothing reads, and has its secrets masked, from whatever source they come.</summary>
internal sealed class ConfigurationGuard(IConfiguration configuration, ConfigurationValidator validator, ILogger<ConfigurationValidator> logger) : IHostedLifecycleService, IDisposable
{
    private IDisposable? _reloads;

    public void Dispose() => _reloads?.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _reloads = ChangeToken.OnChange(configuration.GetReloadToken, static validator => validator.LearnSecrets(), validator);
        validator.LearnSecrets();
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
