using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

internal static partial class LifecycleLog
{
    [LoggerMessage(LogLevel.Information, "{Service} {Version} started in {Environment}")]
    public static partial void Started(this ILogger logger, string service, string version, string environment);

    [LoggerMessage(LogLevel.Information, "{Signal}: not ready any more, serving for another {DrainDelay}")]
    public static partial void Draining(this ILogger logger, PosixSignal signal, TimeSpan drainDelay);

    [LoggerMessage(LogLevel.Information, "Accepting no more, requests in flight get {ShutdownTimeout}")]
    public static partial void Stopping(this ILogger logger, TimeSpan shutdownTimeout);

    [LoggerMessage(LogLevel.Warning, "{Signal} once more: stopping now")]
    public static partial void StoppingNow(this ILogger logger, PosixSignal signal);

    [LoggerMessage(LogLevel.Critical, "{Problems}")]
    public static partial void ConfigurationRefused(this ILogger logger, string problems);

    [LoggerMessage(LogLevel.Critical, "The configuration cannot be read: {Reason}")]
    public static partial void ConfigurationUnreadable(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Critical, "The service failed: {Reason}")]
    public static partial void Failed(this ILogger logger, Exception exception, string reason);
}
