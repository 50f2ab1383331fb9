using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>How the service goes away.</summary>
public sealed record LifecycleOptions : IValidatedOptions<LifecycleOptions>
{
    /// <inheritdoc/>
    public static string Section => "Lifecycle";

    /// <summary>How long to keep serving, not ready, after SIGTERM: until load balancers have noticed. 0 to 5 min; default 5 s, in Development 0.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight get after that. 0 to 10 min; default 20 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static LifecycleOptions Bind(OptionsReader options) => new()
    {
        DrainDelay = options.Duration(
            nameof(DrainDelay), options.Environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(5)),
        ShutdownTimeout = options.Duration(nameof(ShutdownTimeout), TimeSpan.FromSeconds(20), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
    };
}
