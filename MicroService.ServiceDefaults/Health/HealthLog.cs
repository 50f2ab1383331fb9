using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Health;

internal static partial class HealthLog
{
    [LoggerMessage(LogLevel.Warning, "{Dependency} (required: {Required}) is {Status}: {Error}")]
    public static partial void DependencyFailed(this ILogger logger, Exception? exception, string dependency, bool required, HealthStatus status, string? error);

    [LoggerMessage(LogLevel.Information, "{Dependency} is healthy again after {Outage}")]
    public static partial void DependencyRecovered(this ILogger logger, string dependency, TimeSpan outage);
}
