namespace MicroService.AppHost.Observability;

/// <summary>What callers are promised over 30 days. Every rule and threshold about it is computed from here.</summary>
/// <param name="Availability">The share of requests that are not answered with 5xx, 0 to 1.</param>
/// <param name="Latency">The share of requests that are answered within <paramref name="LatencySeconds"/>, 0 to 1.</param>
/// <param name="LatencySeconds">A bound of the request histogram's buckets, in seconds, and no whole number: scrapers write those in two ways.</param>
internal sealed record ServiceLevel(decimal Availability, decimal Latency, decimal LatencySeconds)
{
    public static ServiceLevel Default { get; } = new(0.999m, 0.99m, 0.5m);

    /// <summary>The share of requests that may fail.</summary>
    public decimal ErrorBudget => 1 - Availability;

    /// <summary>The share of requests that may be slow.</summary>
    public decimal SlowBudget => 1 - Latency;
}
