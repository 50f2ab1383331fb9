using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>What is injected into calls of one dependency while <c>Chaos:Enabled</c> is true; rates are shares of attempts.</summary>
public sealed record DependencyChaos
{
    /// <summary>The share of attempts that fail as they do when the dependency is down. 0 to 1; default 0.</summary>
    public double FaultRate { get; init; }

    /// <summary>The share of attempts that are delayed. 0 to 1; default 0.</summary>
    public double LatencyRate { get; init; }

    /// <summary>How long they are delayed. 1 ms to 10 min; default 1 s.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of attempts that get an injected answer. 0 to 1; default 0.</summary>
    public double OutcomeRate { get; init; }

    /// <summary>The HTTP status of injected answers. 100 to 599; default 503.</summary>
    public int OutcomeStatus { get; init; } = 503;

    /// <summary>Whether any of this can happen.</summary>
    internal bool IsOn => FaultRate > 0 || LatencyRate > 0 || OutcomeRate > 0;

    /// <summary>Reads the settings below the key <c>Chaos</c> of a dependency's section.</summary>
    internal static DependencyChaos Bind(OptionsReader options, DependencyChaos defaults, ChaosOutcomeKind outcome)
    {
        var bound = new DependencyChaos
        {
            FaultRate = options.Number(Key(nameof(FaultRate)), defaults.FaultRate, 0, 1),
            LatencyRate = options.Number(Key(nameof(LatencyRate)), defaults.LatencyRate, 0, 1),
            Latency = options.Duration(Key(nameof(Latency)), defaults.Latency, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
            OutcomeRate = options.Number(Key(nameof(OutcomeRate)), defaults.OutcomeRate, 0, 1),
            OutcomeStatus = outcome == ChaosOutcomeKind.Status ? options.Number(Key(nameof(OutcomeStatus)), defaults.OutcomeStatus, 100, 599) : defaults.OutcomeStatus,
        };
        options.Require(
            outcome != ChaosOutcomeKind.None || bound.OutcomeRate == 0,
            Key(nameof(OutcomeRate)),
            "must be 0: answers of this dependency cannot be injected");
        return bound;
    }

    private static string Key(string name) => $"Chaos:{name}";
}

/// <summary>What an injected answer of a dependency is.</summary>
public enum ChaosOutcomeKind
{
    /// <summary>There is none: the answer of a database cannot be invented.</summary>
    None,

    /// <summary>The empty answer, such as a cache's miss.</summary>
    Empty,

    /// <summary>An HTTP status.</summary>
    Status,
}

/// <summary>The random numbers of chaos: register another one for reproducible runs.</summary>
/// <param name="Next">The next number, from 0 to less than 1.</param>
public sealed record ChaosRandom(Func<double> Next);
