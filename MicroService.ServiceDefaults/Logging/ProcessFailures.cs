using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Logs failures that no code waits for, which the runtime would report in a form of its own or not at all.</summary>
internal static class ProcessFailures
{
    // EX_SOFTWARE of sysexits.h, as for every other unforeseen end.
    private const int ExitCode = 70;

    private static int _isInstalled;

    /// <summary>
    /// From now on an exception that ends the process is its last log line, and the exit code is 70; one that a task kept to itself
    /// is logged and forgotten.
    /// </summary>
    public static void Report()
    {
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) => EndWith(failure.ExceptionObject as Exception);
            TaskScheduler.UnobservedTaskException += static (_, failure) =>
            {
                failure.SetObserved();
                using var log = LoggingRegistration.CreateBootstrapLog();
                log.CreateLogger(typeof(ProcessFailures)).TaskFailed(failure.Exception.GetBaseException());
            };
        }
    }

    private static void EndWith(Exception? exception)
    {
        // Disposing the log writes what it still holds.
        using (var log = LoggingRegistration.CreateBootstrapLog())
        {
            log.CreateLogger(typeof(ProcessFailures)).ProcessFailed(exception, exception?.Message);
        }

        // Here and not later: the runtime's own words would follow, which are no JSON.
        Environment.Exit(ExitCode);
    }
}
