using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

/// <summary>A service with its dependencies behind proxies, started once for all their faults.</summary>
internal abstract partial class FaultStage : IAsyncDisposable
{
    private ProcessFootprint? _level;

    /// <summary>How long a health check may take, as configured.</summary>
    public static TimeSpan CheckTimeout { get; } = TimeSpan.FromSeconds(4);

    /// <summary>The service that clients call.</summary>
    public abstract ApiProcess Service { get; }

    /// <summary>What clients call.</summary>
    public abstract IReadOnlyList<LoadCall> Calls { get; }

    /// <summary>The dependencies by name.</summary>
    public abstract IReadOnlyDictionary<string, FaultyDependency> Dependencies { get; }

    /// <summary>The total timeout of a dependency, as configured.</summary>
    public abstract TimeSpan TotalTimeout(string dependency);

    /// <summary>What was lost or done twice, given all answers of a load; null if nothing.</summary>
    public abstract Task<string?> ExplainAsync(IReadOnlyList<LoadAnswer> answers);

    /// <summary>Notes how things are before a load, for <see cref="ExplainAsync"/>.</summary>
    public abstract Task RememberAsync();

    /// <summary>What the process holds after a load without a fault, measured before the first one: leaks add up from there.</summary>
    public async Task<ProcessFootprint> LevelAsync()
    {
        if (_level is null)
        {
            await using var load = BoundedLoad.Start(Service.Api.BaseAddress!, Calls, Limits("", FaultPace.Duration));
            await Task.Delay(FaultPace.Duration, CancellationToken.None);
            await load.StopAsync();
            _level = ProcessFootprint.Measure(Service.Process.Id);
        }

        return _level;
    }

    /// <summary>The bounds of a load that meets a fault of this dependency.</summary>
    public LoadLimits Limits(string dependency, TimeSpan duration) => new(
        Concurrency: 4,
        Requests: (int)(200 * duration.TotalSeconds),
        Duration: duration,
        Pause: TimeSpan.FromMilliseconds(20),
        Hang: 10 * TotalTimeout(dependency));

    /// <summary>Whether every breaker is closed, by the service's own metrics.</summary>
    public async Task<bool> AreBreakersClosedAsync()
    {
        var metrics = await Service.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), CancellationToken.None);
        return BreakerState().Matches(metrics).All(state => double.Parse(state.Groups["value"].Value, CultureInfo.InvariantCulture) == 0);
    }

    public abstract ValueTask DisposeAsync();

    [GeneratedRegex("^dependency_breaker_state(_ratio)?{[^}]*} (?<value>[0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex BreakerState();
}
