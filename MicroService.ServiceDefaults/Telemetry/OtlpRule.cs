using System.Buffers;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Refuses what the exporter would fail over while the service is built.</summary>
internal static class OtlpRule
{
    /// <summary>Where telemetry goes.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Headers =
    [
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
    ];

    // RFC 9110's token.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Adds what is wrong to the problems.</summary>
    public static void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        if (configuration[Endpoint] is { Length: > 0 } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            problems.Add(Endpoint, endpoint, "must be an absolute http or https address");
        }

        foreach (var key in Headers)
        {
            if (configuration[key] is { Length: > 0 } headers && !AreHeaders(headers))
            {
                problems.Add(key, OptionsReader.Mask, "must be name=value with , between several, each name once");
            }
        }
    }

    /// <summary>Whether an exporter can be made.</summary>
    public static bool CanExport(IConfiguration configuration)
    {
        var problems = new ConfigurationProblems();
        Check(configuration, problems);
        return problems.Count == 0 && configuration[Endpoint] is { Length: > 0 };
    }

    private static bool AreHeaders(string text)
    {
        // As the exporter reads it: decoded first, and nothing may follow the last comma.
        var decoded = Uri.UnescapeDataString(text);
        var pairs = (decoded.EndsWith(',') ? decoded[..^1] : decoded).Split(',');
        var names = pairs.Select(static pair => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var end ? pair[..end].Trim() : "").ToArray();
        return Array.TrueForAll(names, static name => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters))
            && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length;
    }
}
