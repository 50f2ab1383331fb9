using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Chaos;

internal static partial class ChaosLog
{
    [LoggerMessage(LogLevel.Warning, "Chaos is enabled: calls of these dependencies fail on purpose: {Dependencies}")]
    public static partial void ChaosEnabled(this ILogger logger, string[] dependencies);

    [LoggerMessage(LogLevel.Information, "Chaos is disabled: nothing fails on purpose any more")]
    public static partial void ChaosDisabled(this ILogger logger);

    [LoggerMessage(LogLevel.Debug, "Chaos: {Kind} in a call of {Dependency}")]
    public static partial void ChaosInjected(this ILogger logger, string kind, string dependency);
}
