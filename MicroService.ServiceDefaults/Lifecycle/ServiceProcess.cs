using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Runs a service from start to exit code.</summary>
public static class ServiceProcess
{
    /// <summary>The service ran and stopped in order.</summary>
    public const int Success = 0;

    /// <summary>Something unforeseen ended the service (sysexits EX_SOFTWARE).</summary>
    public const int Failure = 70;

    /// <summary>The configuration is wrong (sysexits EX_CONFIG).</summary>
    public const int BadConfiguration = 78;

    /// <summary>
    /// Validates the configuration, runs until told to stop, and answers the exit code: 0, 78 with all problems logged at once,
    /// or 70. A second signal while stopping aborts what is in flight.
    /// </summary>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        await using (app.ConfigureAwait(false))
        {
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceProcess).FullName!);
            try
            {
                app.Services.GetService<ConfigurationValidator>()?.ThrowIfInvalid();
                await app.StartAsync().ConfigureAwait(false);
                var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (app.Lifetime.ApplicationStopping.Register(stopping.SetResult).ConfigureAwait(false))
                {
                    await stopping.Task.ConfigureAwait(false);
                }

                await app.StopAsync(app.Services.GetService<DrainLifetime>()?.Forced ?? CancellationToken.None).ConfigureAwait(false);
                return Success;
            }
            catch (ConfigurationException exception)
            {
                logger.ConfigurationRefused(exception.Problems.ToString());
                return BadConfiguration;
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // A signal came while starting, or a second one while stopping.
                return Success;
            }
            catch (Exception exception)
            {
                logger.Failed(exception, exception.Message);
                return Failure;
            }
        }
    }
}
