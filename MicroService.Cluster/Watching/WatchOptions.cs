namespace MicroService.Cluster.Watching;

/// <summary>How long a watch lasts and waits.</summary>
public sealed record WatchOptions
{
    /// <summary>How long a watch lasts before the server ends it and the next one goes on, half of it more at random; 5 min.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a watch may be silent beyond its end; 30 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after a watch that failed, spread at random, which doubles with each failure in a row; 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause; 1 min.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause before a kind is asked for again that the server forbids to watch; 10 min.</summary>
    public TimeSpan RefusedPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Namespaces in which one kind is watched one by one; 100. Where it would take more, the kind is not watched.</summary>
    public int NamespacesOfAKind { get; init; } = 100;
}
