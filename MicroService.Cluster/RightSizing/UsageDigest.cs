namespace MicroService.Cluster.RightSizing;

/// <summary>How often which amounts were used, in buckets of 1 %: quantiles of any number of samples in little memory.</summary>
internal sealed class UsageDigest
{
    private const double Smallest = 1e-6;
    private static readonly double Growth = Math.Log(1.01);

    private readonly Dictionary<int, int> _buckets = [];

    public long Count { get; private set; }

    public double Max { get; private set; }

    public void Add(double value)
    {
        var bucket = value <= Smallest ? 0 : 1 + (int)(Math.Log(value / Smallest) / Growth);
        _buckets[bucket] = _buckets.GetValueOrDefault(bucket) + 1;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>The value that a share of the samples stays below; null without samples.</summary>
    public double? Quantile(double share)
    {
        var rank = share * (Count - 1);
        var seen = 0L;
        foreach (var (bucket, count) in _buckets.OrderBy(bucket => bucket.Key))
        {
            seen += count;
            if (seen > rank)
            {
                return bucket == 0 ? 0 : Math.Min(Max, Smallest * Math.Exp((bucket - 0.5) * Growth));
            }
        }

        return Count == 0 ? null : Max;
    }
}
