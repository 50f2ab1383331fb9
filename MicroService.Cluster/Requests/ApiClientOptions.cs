namespace MicroService.Cluster.Requests;

/// <summary>How patient an <see cref="ApiClient"/> is.</summary>
public sealed record ApiClientOptions
{
    /// <summary>Attempts at a request, the first included; 5. One, where the handler retries itself.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long the server may send nothing, before and within an answer; 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before the second attempt, which doubles with each; 250 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, <c>Retry-After</c> included; 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
