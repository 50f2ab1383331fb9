using System.Diagnostics.Metrics;

namespace MicroService.Api.Caching;

/// <summary>Counts what the cache was good for.</summary>
public sealed class CacheMetrics(IMeterFactory meters) : IHostedService
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Caching";

    /// <summary>The cache of finished audits, which spares the work: <c>hit</c> or <c>miss</c>.</summary>
    public const string Audits = "audits";

    /// <summary>The cache of right-sizing, which spares Prometheus the work: <c>hit</c> or <c>miss</c>.</summary>
    public const string Sizes = "sizes";

    /// <summary>The last good reads of the history, asked while that is down alone: <c>stale</c>, or <c>miss</c> if there is none.</summary>
    public const string Reads = "reads";

    /// <summary>It had an answer.</summary>
    public const string Hit = "hit";

    /// <summary>It had none.</summary>
    public const string Miss = "miss";

    /// <summary>It had one that may be out of date.</summary>
    public const string Stale = "stale";

    private readonly Counter<long> _requests = meters.Create(MeterName).CreateCounter<long>(
        "microservice.cache.requests",
        description: "What was asked of the caches, by cache (audits, reads, sizes) and result (hit, miss, stale).");

    private readonly Counter<long> _stale = meters.Create(MeterName).CreateCounter<long>("microservice.stale.answers", description: "Stale answers, by route.");

    /// <summary>Counts one request of a cache.</summary>
    public void Count(string cache, string result) => Add(1, cache, result);

    /// <summary>Counts an answer that may be out of date.</summary>
    public void CountStale(string route) => _stale.Add(1, new KeyValuePair<string, object?>("http.route", route));

    /// <summary>Makes the counts visible before the first request, which then is an increase.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Add(0, Audits, Hit);
        Add(0, Audits, Miss);
        Add(0, Sizes, Hit);
        Add(0, Sizes, Miss);
        Add(0, Reads, Stale);
        Add(0, Reads, Miss);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Add(int count, string cache, string result) =>
        _requests.Add(count, new KeyValuePair<string, object?>("cache", cache), new KeyValuePair<string, object?>("result", result));
}
