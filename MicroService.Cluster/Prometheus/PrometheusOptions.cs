namespace MicroService.Cluster.Prometheus;

/// <summary>Which Prometheus to ask, and how patiently and gently.</summary>
public sealed record PrometheusOptions
{
    /// <summary>The address, with the path that Thanos, Mimir or VictoriaMetrics have in front of <c>/api/v1</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Headers of every request, such as <c>Authorization</c> or <c>X-Scope-OrgID</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <value>Attempts at a query, the first included; 4.</value>
    public int Attempts { get; init; } = 4;

    /// <value>After how many queries in a row that failed, each after its attempts, no more are sent; 5.</value>
    public int MostFailures { get; init; } = 5;

    /// <value>How long a query may compute, and an answer may send nothing; 60 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>How long all queries of a client may take together, from the first on; null, the default, sets no end.</value>
    public TimeSpan? Budget { get; init; }

    /// <value>The pause before the second attempt, which doubles with each; 500 ms.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <value>The longest pause, <c>Retry-After</c> included; 30 s.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>The rest after a query, as a share of the time that it took; 0.25. One query runs at a time.</value>
    public double Rest { get; init; } = 0.25;

    /// <value>The most samples that one answer may have; 4 million, 64 MB. A longer answer is asked for in parts.</value>
    public int MaxSamples { get; init; } = 4_000_000;
}
