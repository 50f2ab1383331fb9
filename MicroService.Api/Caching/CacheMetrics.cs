using System.Diagnostics.Metrics;

namespace MicroService.Api.Caching;

/// <summary>Counts what the cache was good for.</summary>
public sealed class CacheMetrics(IMeterFactory meters)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Caching";

    /// <summary>The cache of finished audits, which spares the work: <c>hit</c> or <c>miss</c>.</summary>
    public const string Audits = "audits";

    /// <summary>The last good reads of the history, asked while that is down alone: <c>stale</c>, or <c>miss</c> if there is none.</summary>
    public const string Reads = "reads";

    private readonly Counter<long> _requests = meters.Create(MeterName).CreateCounter<long>(
        "microservice.cache.requests", description: "What was asked of the caches, by cache (audits, reads) and result (hit, miss, stale).");

    /// <summary>Counts one request of a cache.</summary>
    public void Count(string cache, string result) =>
        _requests.Add(1, new KeyValuePair<string, object?>("cache", cache), new KeyValuePair<string, object?>("result", result));
}
