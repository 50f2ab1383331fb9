using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(LogLevel.Error, "A change of {Section} was refused, the last good one stays in effect: {Problems}")]
    public static partial void ChangeRefused(this ILogger logger, string section, string[] problems);
}
