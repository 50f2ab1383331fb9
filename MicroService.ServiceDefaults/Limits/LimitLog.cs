using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Limits;

internal static partial class LimitLog
{
    [LoggerMessage(LogLevel.Warning, "All {MaxConnections} connections are taken: more are closed at once")]
    public static partial void ConnectionsExhausted(this ILogger logger, int maxConnections);

    [LoggerMessage(LogLevel.Information, "Connections are taken again; {Refused} were closed")]
    public static partial void ConnectionsFree(this ILogger logger, long refused);

    [LoggerMessage(LogLevel.Warning, "More requests than the service can take: callers get 503")]
    public static partial void SheddingBegan(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "All requests are taken again; {Shed} callers got 503")]
    public static partial void SheddingEnded(this ILogger logger, long shed);
}
