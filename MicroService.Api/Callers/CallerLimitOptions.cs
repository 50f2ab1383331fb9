using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Callers;

/// <summary>The section <c>CallerLimits</c>: how often one caller may use audits, fixes, scans and workloads.</summary>
public sealed record CallerLimitOptions : IValidatedOptions<CallerLimitOptions>
{
    /// <inheritdoc/>
    public static string Section => "CallerLimits";

    /// <summary>Requests per second that each caller may send for long: audits, fixes, scans, workloads and reads of them together; more get 429. A caller is the subject of a token, else an address. 0 disables the limit. 0 to 100,000; default 100.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Requests that a caller may send at once after a pause. 1 to 1,000,000; default 500.</summary>
    public int Burst { get; init; } = 500;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static CallerLimitOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new CallerLimitOptions();
        return new CallerLimitOptions
        {
            RequestsPerSecond = options.Number(nameof(RequestsPerSecond), defaults.RequestsPerSecond, 0, 100_000),
            Burst = options.Number(nameof(Burst), defaults.Burst, 1, 1_000_000),
        };
    }
}
