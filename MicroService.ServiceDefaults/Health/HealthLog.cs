using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Health;

internal static partial class HealthLog
{
    [LoggerMessage(Message = "{Dependency} (readiness: {Readiness}) is {Status}: {Error}")]
    public static partial void DependencyFailed(this ILogger logger, LogLevel level, Exception? exception, string dependency, DependencyReadiness readiness, HealthStatus status, string? error);

    [LoggerMessage(LogLevel.Information, "{Dependency} is healthy again after {Outage}")]
    public static partial void DependencyRecovered(this ILogger logger, string dependency, TimeSpan outage);

    [LoggerMessage(LogLevel.Information, "Every required dependency answered, after {Waited}")]
    public static partial void DependenciesAnswered(this ILogger logger, TimeSpan waited);

    [LoggerMessage(LogLevel.Warning, "Still waiting for {Missing}")]
    public static partial void StillWaiting(this ILogger logger, string missing);

    [LoggerMessage(LogLevel.Critical, "Not started within {Deadline}, giving up. Missing: {Missing}")]
    public static partial void NotStarted(this ILogger logger, string deadline, string missing);

    [LoggerMessage(LogLevel.Warning, "Health:{Setting}:{Name} names no dependency; there are {Dependencies}")]
    public static partial void StraySetting(this ILogger logger, string setting, string name, string dependencies);
}
