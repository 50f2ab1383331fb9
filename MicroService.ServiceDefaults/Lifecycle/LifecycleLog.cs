using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Lifecycle;

internal static partial class LifecycleLog
{
    [LoggerMessage(LogLevel.Information, "{Service} {Version} started in {Environment}")]
    public static partial void Started(this ILogger logger, string service, string version, string environment);

    [LoggerMessage(LogLevel.Information, "{Signal}: not ready any more, serving for another {DrainDelay}")]
    public static partial void Draining(this ILogger logger, PosixSignal signal, TimeSpan drainDelay);

    [LoggerMessage(LogLevel.Information, "Accepting no more, {InFlight} requests in flight get {RequestTime}")]
    public static partial void Stopping(this ILogger logger, int inFlight, TimeSpan requestTime);

    [LoggerMessage(LogLevel.Warning, "The time to stop is almost over: {InFlight} requests in flight are cancelled")]
    public static partial void CancellingRequests(this ILogger logger, int inFlight);

    [LoggerMessage(LogLevel.Warning, "{Method} {Route} did not end when it was cancelled, and was cut off after {Duration}")]
    public static partial void RequestOutlivedService(this ILogger logger, string method, string route, TimeSpan duration);

    [LoggerMessage(LogLevel.Information, "Stopped with {InFlight} requests in flight")]
    public static partial void Stopped(this ILogger logger, int inFlight);

    [LoggerMessage(LogLevel.Warning, "{Method} {Route} was cancelled after {Duration} and answered with {Status}: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string method, string route, TimeSpan duration, int status, string? reason);

    [LoggerMessage(LogLevel.Warning, "{Method} {Route} was cancelled after {Duration}, in the middle of its answer, and cut off: {Reason}")]
    public static partial void RequestCut(this ILogger logger, string method, string route, TimeSpan duration, string? reason);

    [LoggerMessage(LogLevel.Warning, "Telemetry was not flushed within {FlushTime}: its last part is lost")]
    public static partial void TelemetryLost(this ILogger logger, TimeSpan flushTime);

    [LoggerMessage(LogLevel.Warning, "What had started did not stop in order")]
    public static partial void NotStoppedInOrder(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Signal} once more: stopping now")]
    public static partial void StoppingNow(this ILogger logger, PosixSignal signal);

    [LoggerMessage(LogLevel.Critical, "{Problems}")]
    public static partial void ConfigurationRefused(this ILogger logger, string problems);

    [LoggerMessage(LogLevel.Critical, "The configuration cannot be read: {Reason}")]
    public static partial void ConfigurationUnreadable(this ILogger logger, string? reason);

    [LoggerMessage(LogLevel.Critical, "The process failed outside of any request: {Reason}")]
    public static partial void ProcessFailed(this ILogger logger, Exception? exception, string? reason);

    [LoggerMessage(LogLevel.Error, "A task failed that nobody waited for")]
    public static partial void TaskFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Critical, "The service failed: {Reason}")]
    public static partial void Failed(this ILogger logger, Exception exception, string? reason);
}
