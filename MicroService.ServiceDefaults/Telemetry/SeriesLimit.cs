using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>
/// How many series an instrument may have. OpenTelemetry reserves memory for all of them at start, 90 bytes for each of 2,000,
/// although the values of most labels can be counted.
/// </summary>
internal static class SeriesLimit
{
    /// <summary>For our own instruments; the most that one has is a series for each rule and severity.</summary>
    internal const int Own = 540;

    /// <summary>For what the runtime and the server measure about themselves.</summary>
    internal const int Platform = 200;

    private const string OwnPrefix = "MicroService.";

    private static readonly MetricStreamConfiguration OwnStream = new() { CardinalityLimit = Own };
    private static readonly MetricStreamConfiguration PlatformStream = new() { CardinalityLimit = Platform };

    /// <summary>The stream of an instrument; null leaves OpenTelemetry's own limit, as for requests by route, method and status.</summary>
    internal static MetricStreamConfiguration? Of(Instrument instrument) => instrument.Meter.Name switch
    {
        "System.Runtime" or "Microsoft.AspNetCore.Server.Kestrel" or "Microsoft.AspNetCore.RateLimiting" or "Microsoft.AspNetCore.Diagnostics" => PlatformStream,
        var name when name.StartsWith(OwnPrefix, StringComparison.Ordinal) => OwnStream,
        _ => null,
    };
}
