using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

internal static partial class LoggingLog
{
    [LoggerMessage(LogLevel.Critical, "The process failed outside of any request: {Reason}")]
    public static partial void ProcessFailed(this ILogger logger, Exception? exception, string? reason);

    [LoggerMessage(LogLevel.Error, "A task failed that nobody waited for")]
    public static partial void TaskFailed(this ILogger logger, Exception exception);
}
