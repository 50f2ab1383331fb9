using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Secrets;

// The first parameter is not named for what it is: a field called secret would be masked.
internal static partial class SecretLog
{
    [LoggerMessage(LogLevel.Information, "{Dependency} was given new credentials or a new address, and uses them")]
    public static partial void Rotated(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Warning, "{Dependency} was given a new connection string of another kind: it will count at the next start")]
    public static partial void RotationNeedsRestart(this ILogger logger, string dependency);

    [LoggerMessage(LogLevel.Warning, "{Dependency} was given new credentials or a new address that do not let it in yet ({Failure}): the last ones stay in use, the new ones are tried again")]
    public static partial void NotLetIn(this ILogger logger, string dependency, string failure);
}
