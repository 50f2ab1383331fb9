using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(LogLevel.Error, "A change of {Section} was refused, the last good one stays in effect: {Problems}")]
    public static partial void ChangeRefused(this ILogger logger, string section, string[] problems);

    [LoggerMessage(LogLevel.Error, "A change of the mounted configuration was refused, the last good one stays in effect: {Problems}")]
    public static partial void ReloadRefused(this ILogger logger, string[] problems);

    [LoggerMessage(LogLevel.Error, "The mounted configuration could not be read, the last good one stays in effect")]
    public static partial void LookFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Information, "The configuration has changed: {Changes}")]
    public static partial void Reloaded(this ILogger logger, string[] changes);

    [LoggerMessage(LogLevel.Warning, "{Settings} changed and will count at the next start")]
    public static partial void RestartNeeded(this ILogger logger, string[] settings);

    [LoggerMessage(LogLevel.Warning, "{Folder} has vanished, its last good settings stay in effect")]
    public static partial void FolderVanished(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Information, "{Folder} is back")]
    public static partial void FolderReturned(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Warning, "{Hint}")]
    public static partial void UnknownKey(this ILogger logger, string hint);
}
