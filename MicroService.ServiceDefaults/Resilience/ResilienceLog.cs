using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Resilience;

internal static partial class ResilienceLog
{
    [LoggerMessage(Message = "The breaker of {Dependency} opened for {Break} after too many failures, the last of them {Failure}")]
    public static partial void BreakerOpened(this ILogger logger, LogLevel level, string dependency, TimeSpan @break, string failure);

    [LoggerMessage(LogLevel.Debug, "The breaker of {Dependency} lets one call try")]
    public static partial void BreakerHalfOpened(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Information, "The breaker of {Dependency} closed: it answers again")]
    public static partial void BreakerClosed(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Debug, "A call of {Dependency} was rejected: {Concurrency} are under way and {Queue} wait")]
    public static partial void BulkheadRejected(this ILogger logger, string dependency, int concurrency, int queue);

    [LoggerMessage(LogLevel.Warning, "A request was answered with {Status}: a dependency failed; {Others} similar failures since the last such line")]
    public static partial void DependencyFailed(this ILogger logger, Exception exception, int status, long others);
}
