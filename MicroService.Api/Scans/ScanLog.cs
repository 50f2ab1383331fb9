namespace MicroService.Api.Scans;

/// <summary>What scans say in the log.</summary>
internal static partial class ScanLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Scan {Scan} of {Cluster} is done: {Workloads} workloads in {Parts} parts, score {Score}, {Dangers} dangers")]
    public static partial void ScanDone(this ILogger logger, Guid scan, string cluster, int workloads, int parts, int score, int dangers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scan {Scan} of {Cluster} failed after {PartsDone} of {Parts} parts: {Failure}")]
    public static partial void ScanFailed(this ILogger logger, Exception? exception, Guid scan, string cluster, int partsDone, int parts, string? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Scan {Scan} failed unexpectedly")]
    public static partial void ScanFaulted(this ILogger logger, Exception exception, Guid scan);

    [LoggerMessage(Level = LogLevel.Information, Message = "Scan {Scan} was deleted while it was under way")]
    public static partial void ScanDeleted(this ILogger logger, Guid scan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How scan {Scan} ended could not be kept; it will be shown as failed")]
    public static partial void ScanNotKept(this ILogger logger, Exception exception, Guid scan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How scan {Scan} ended could not be kept; trying again in {Seconds} s")]
    public static partial void ScanNotKeptYet(this ILogger logger, Exception exception, Guid scan, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rule {Rule} failed over a {Kind}; the scan went on without it")]
    public static partial void RuleFailed(this ILogger logger, Exception exception, string rule, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scans under way could not be marked as such; trying again in {Seconds} s")]
    public static partial void NotTouched(this ILogger logger, Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} scans that were beyond the limits of Scans")]
    public static partial void ScansPruned(this ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scans could not be measured and pruned; trying again in {Seconds} s")]
    public static partial void ScansNotPruned(this ILogger logger, Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The scheduled scan is due, and {Holder} holds the Lease {Lease}")]
    public static partial void LeaseHeld(this ILogger logger, string lease, string holder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Lease {Lease} was lost while its scan was under way; another replica may scan as well")]
    public static partial void LeaseLost(this ILogger logger, string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Lease {Lease} could not be renewed; the scan goes on")]
    public static partial void NotRenewed(this ILogger logger, Exception exception, string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Lease {Lease} could not be given back; it ends by itself")]
    public static partial void NotReleased(this ILogger logger, Exception exception, string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled scan could not be begun; trying again in {Seconds} s")]
    public static partial void NotScheduled(this ILogger logger, Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watching {Cluster} to keep scan {Scan} fresh; {Objects} objects are known")]
    public static partial void WatchBegun(this ILogger logger, Guid scan, string cluster, int objects);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch of {Kind} failed and begins again: {Problem}")]
    public static partial void WatchFailed(this ILogger logger, string kind, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changes of {Kind} is seen by the next scan alone, as it can't be watched: {Reason}")]
    public static partial void NotWatched(this ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Scan {Scan} is fresh again: {Parts} parts were audited again in {Seconds} s, score {Score}")]
    public static partial void Refreshed(this ILogger logger, Guid scan, int parts, double seconds, int score);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed since scan {Scan} could not be audited again; trying again later")]
    public static partial void NotRefreshed(this ILogger logger, Exception exception, Guid scan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Where the watches of scan {Scan} are could not be kept; a process that starts now would begin before")]
    public static partial void NotKept(this ILogger logger, Exception exception, Guid scan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster could not be watched; trying again in {Seconds} s")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled scan could not be begun: {Problem}; trying again in {Seconds} s")]
    public static partial void NotTaken(this ILogger logger, string problem, double seconds);
}
