using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Logs failures that no code waits for, which the runtime would report in a form of its own or not at all.</summary>
internal static class ProcessFailures
{
    // Not the host's: that one is gone before the last of these failures may come.
    private static readonly Lazy<(ILoggerFactory Factory, ILogger Logger)> Log = new(static () =>
    {
        var factory = LoggingRegistration.CreateBootstrapLog();
        return (factory, factory.CreateLogger(typeof(ProcessFailures)));
    });

    private const string DumpSwitch = "DOTNET_DbgEnableMiniDump";

    private static int _isInstalled;

    /// <summary>
    /// From now on an exception that ends the process is its last log line, and the exit code is 70, or 78 if it is the configuration's; where a
    /// crash dump is asked for, the runtime aborts after that line, with 134. An exception that a task kept to itself is logged and forgotten.
    /// </summary>
    public static void Report()
    {
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) => EndWith(failure.ExceptionObject as Exception);
            TaskScheduler.UnobservedTaskException += static (_, failure) =>
            {
                failure.SetObserved();

                // This is the finalizer's thread: whatever takes time there holds all other finalizers up.
                ThreadPool.QueueUserWorkItem(static exception => Log.Value.Logger.TaskFailed(exception), failure.Exception.GetBaseException(), preferLocal: false);
            };
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Flush();
        }
    }

    private static void EndWith(Exception? exception)
    {
        var exitCode = ExitCode.Failure;
        if (exception is ConfigurationException bad)
        {
            Log.Value.Logger.ConfigurationRefused(bad.Problems.ToString());
            exitCode = ExitCode.BadConfiguration;
        }
        else
        {
            Log.Value.Logger.ProcessFailed(exception, exception?.Message);
        }

        Flush();

        // The runtime's own report would follow on standard error, as plain text with unmasked secrets. It comes with the dump, which only an
        // abort writes: who asks for the one gets the other.
        if (exitCode == ExitCode.BadConfiguration || Environment.GetEnvironmentVariable(DumpSwitch) != "1")
        {
            Environment.Exit(exitCode);
        }
    }

    private static void Flush()
    {
        // Disposing the log writes what it still holds; its logger works on, only without a queue.
        if (Log.IsValueCreated)
        {
            Log.Value.Factory.Dispose();
        }
    }
}
