using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How the health of dependencies is checked.</summary>
public sealed record HealthOptions : IValidatedOptions<HealthOptions>
{
    /// <inheritdoc/>
    public static string Section => "Health";

    /// <summary>How long a dependency gets to answer. 50 ms to 30 s; default 750 ms, as a Kubernetes probe gives up after 1 s unless told otherwise.</summary>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromMilliseconds(750);

    /// <summary>How long an answer holds, so that probes cannot storm a dependency. 0 to 1 min; default 2 s.</summary>
    public TimeSpan CacheDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the dependency of that name gets to answer, instead of <see cref="CheckTimeout"/>. 50 ms to 30 s; none by default.</summary>
    public IReadOnlyDictionary<string, TimeSpan> CheckTimeouts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>What a failure of the dependency of that name means for readiness, instead of what the service declares: <c>Required</c>, <c>Startup</c> or <c>Optional</c>; none by default.</summary>
    public IReadOnlyDictionary<string, DependencyReadiness> Readiness { get; init; } = new Dictionary<string, DependencyReadiness>();

    /// <summary>How long dependencies that are not optional get to be healthy once after the start, 0 disables the deadline; then the process ends with exit code 69. 0 to 1 day; default 2 min.</summary>
    public TimeSpan StartupDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often dependencies are checked without probes, so that metrics stay up to date; 0 disables it. 0 to 10 min; default 10 s.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public static HealthOptions Bind(OptionsReader options) => new()
    {
        CheckTimeout = options.Duration(nameof(CheckTimeout), TimeSpan.FromMilliseconds(750), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)),
        CheckTimeouts = options.Configuration.GetSection($"{Section}:{nameof(CheckTimeouts)}").GetChildren().ToDictionary(
            static timeout => timeout.Key,
            timeout => options.Duration($"{nameof(CheckTimeouts)}:{timeout.Key}", TimeSpan.FromMilliseconds(750), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)),
            StringComparer.OrdinalIgnoreCase),
        Readiness = options.Configuration.GetSection($"{Section}:{nameof(Readiness)}").GetChildren().ToDictionary(
            static readiness => readiness.Key,
            readiness => options.Choice($"{nameof(Readiness)}:{readiness.Key}", DependencyReadiness.Required),
            StringComparer.OrdinalIgnoreCase),
        StartupDeadline = options.Duration(nameof(StartupDeadline), TimeSpan.FromMinutes(2), TimeSpan.Zero, TimeSpan.FromDays(1)),
        WatchInterval = options.Duration(nameof(WatchInterval), TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        CacheDuration = options.Duration(nameof(CacheDuration), TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.FromMinutes(1)),
    };
}

/// <summary>What a failing dependency means for readiness.</summary>
public enum DependencyReadiness
{
    /// <summary>The service is not ready while the dependency fails: it can do nothing useful without it.</summary>
    Required,

    /// <summary>The service starts once the dependency was healthy; from then on a failure only degrades it.</summary>
    Startup,

    /// <summary>A failure only degrades the service.</summary>
    Optional,
}
