using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How dependencies are asked how they are.</summary>
public sealed record HealthOptions : IValidatedOptions<HealthOptions>
{
    /// <inheritdoc/>
    public static string Section => "Health";

    /// <summary>How long a dependency gets to answer. 50 ms to 30 s; default 750 ms, as a Kubernetes probe gives up after 1 s unless told otherwise.</summary>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromMilliseconds(750);

    /// <summary>How long an answer holds, so that probes cannot storm a dependency. 0 to 1 min; default 2 s.</summary>
    public TimeSpan CacheDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static HealthOptions Bind(OptionsReader options) => new()
    {
        CheckTimeout = options.Duration(nameof(CheckTimeout), TimeSpan.FromMilliseconds(750), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)),
        CacheDuration = options.Duration(nameof(CacheDuration), TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.FromMinutes(1)),
    };
}
