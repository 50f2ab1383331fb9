using System.Text;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Runs a service from start to exit code (<see cref="ExitCode"/>), so that every end is logged the same way.</summary>
public static class ServiceProcess
{
    private static readonly TimeSpan DefaultFlushTime = TimeSpan.FromSeconds(5);

    /// <summary>Builds the service and runs it; a failure to build, such as a malformed settings file, is reported too.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        StartHeap.Begin();
        StandardStreams.Open();

        // Before anything is written: another encoding of the locale would write invalid JSON.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var error = Console.Error;
        LoggingRegistration.WriteErrorsAsJson();
        try
        {
            return await BuildAndRunAsync(build).ConfigureAwait(false);
        }
        finally
        {
            Console.SetError(error);
        }
    }

    private static async Task<int> BuildAndRunAsync(Func<WebApplication> build)
    {
        WebApplication app;
        try
        {
            app = build();
        }
        catch (Exception exception)
        {
            using var log = LoggingRegistration.CreateBootstrapLog();
            return Report(log.CreateLogger(typeof(ServiceProcess)), exception);
        }

        return await app.RunServiceAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Validates the configuration, runs until told to stop, and answers the exit code: 0, 78 with all problems logged at once,
    /// 69, or 70. A second signal while stopping aborts what is in flight: 130 or 143.
    /// </summary>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceProcess));
        var lifetime = app.Services.GetService<DrainLifetime>();
        var exitCode = await RunToEndAsync(app, lifetime, logger).ConfigureAwait(false);

        // Why a service failed is looked for in its last line, which is written by now; lost telemetry that the log names already is not named twice.
        var isQuiet = exitCode != ExitCode.Success || lifetime is { HasLostTelemetry: true };
        await DisposeAsync(app, lifetime?.FlushTime ?? DefaultFlushTime, isQuiet).ConfigureAwait(false);
        return exitCode;
    }

    private static async Task<int> RunToEndAsync(WebApplication app, DrainLifetime? lifetime, ILogger logger)
    {
        var isStarting = false;
        try
        {
            app.Services.GetService<ConfigurationValidator>()?.Begin(app.Services.GetRequiredService<ILogger<ConfigurationValidator>>());
            isStarting = true;
            await app.StartAsync().ConfigureAwait(false);
            StartHeap.End();
            if (app.Services.GetService<ServiceIdentity>() is { } service)
            {
                logger.Started(service.Name, service.Version, service.Environment);
            }

            var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (app.Lifetime.ApplicationStopping.Register(stopping.SetResult).ConfigureAwait(false))
            {
                await stopping.Task.ConfigureAwait(false);
            }

            await app.StopAsync(lifetime?.Forced ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A signal came while the service was starting, or a second one while it was stopping, or the time to stop ran out.
        }
        catch (Exception exception)
        {
            if (isStarting)
            {
                await StopRestAsync(app, logger).ConfigureAwait(false);
            }

            return Report(logger, exception);
        }

        if (lifetime?.ForcedBy is { } signal)
        {
            return ExitCode.ForcedBy(signal);
        }

        if (app.Services.GetService<DrainState>()?.GivenUpWith is { } exitCode)
        {
            return exitCode;
        }

        if (FailureInBackground(app) is { } failure)
        {
            logger.Failed(failure, failure.Message);
            return ExitCode.Failure;
        }

        return ExitCode.Success;
    }

    // What did start ends in order, and has said so before the last line says why.
    private static async Task StopRestAsync(WebApplication app, ILogger logger)
    {
        try
        {
            await app.StopAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.NotStoppedInOrder(exception);
        }
    }

    // What is disposed last flushes telemetry, and blocks for as long as a receiver that hangs lets it.
    private static async Task DisposeAsync(WebApplication app, TimeSpan flushTime, bool isQuiet)
    {
        try
        {
            await Task.Run(async () => await app.DisposeAsync().ConfigureAwait(false)).WaitAsync(flushTime).ConfigureAwait(false);
        }
        catch (TimeoutException) when (isQuiet)
        {
            // The log has said what there is to say.
        }
        catch (TimeoutException)
        {
            using var log = LoggingRegistration.CreateBootstrapLog();
            log.CreateLogger(typeof(ServiceProcess)).TelemetryLost(flushTime);
        }
    }

    // The host stops when one of its services fails, and treats that as a normal end.
    private static Exception? FailureInBackground(WebApplication app) =>
        app.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Select(static service => service.ExecuteTask?.Exception?.InnerException)
            .FirstOrDefault(static failure => failure is not null);

    private static int Report(ILogger logger, Exception exception)
    {
        switch (exception)
        {
            case ConfigurationException bad:
                logger.ConfigurationRefused(bad.Problems.ToString());
                return ExitCode.BadConfiguration;
            case var unreadable when ConfigurationFailure.Explain(unreadable) is { } reason:
                logger.ConfigurationUnreadable(reason);
                return ExitCode.BadConfiguration;
            default:
                logger.Failed(exception, exception.Message);
                return ExitCode.Failure;
        }
    }
}
