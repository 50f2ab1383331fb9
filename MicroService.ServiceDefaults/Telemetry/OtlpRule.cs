using System.Buffers;
using System.Globalization;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Rejects <c>OTEL_*</c> values that the SDK would fail over while the service is built, or replace by its default without a word.</summary>
internal static class OtlpRule
{
    /// <summary>Where telemetry goes.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";
    private const int DefaultQueue = 2048;

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    // RFC 9110's token.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly (string Key, Func<string, bool> IsGood, string Rule)[] Settings =
    [
        .. OfEachSignal("ENDPOINT", IsAddress, "must be an absolute http or https address"),
        .. OfEachSignal("PROTOCOL", static value => value is "grpc" or "http/protobuf", "must be one of grpc, http/protobuf"),
        .. OfEachSignal("HEADERS", AreHeaders, "must be name=value with , between several, each name once"),
        .. OfEachSignal("TIMEOUT", static value => IsWhole(value, 1), "must be a whole number of milliseconds from 1"),
        .. OfEachSignal("COMPRESSION", static value => value is "gzip" or "none", "must be one of gzip, none"),
        Choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "cumulative", "delta", "lowmemory"),
        Choice(Sampler, Samplers),
        ("OTEL_RESOURCE_ATTRIBUTES", AreAttributes, "must be name=value with , between several, percent-encoded"),
        Choice("OTEL_SDK_DISABLED", "true", "false"),
        .. from queue in (string[])["OTEL_BSP", "OTEL_BLRP"]
           from setting in (IEnumerable<(string, Func<string, bool>, string)>)
           [
               Whole($"{queue}_SCHEDULE_DELAY", 1),
               Whole($"{queue}_EXPORT_TIMEOUT", 0),
               Whole($"{queue}_MAX_QUEUE_SIZE", 1),
               Whole($"{queue}_MAX_EXPORT_BATCH_SIZE", 1),
           ]
           select setting,
        Whole("OTEL_METRIC_EXPORT_INTERVAL", 1),
        Whole("OTEL_METRIC_EXPORT_TIMEOUT", 0),
        .. from limit in (string[])
           [
               "ATTRIBUTE_COUNT", "ATTRIBUTE_VALUE_LENGTH", "SPAN_ATTRIBUTE_COUNT", "SPAN_ATTRIBUTE_VALUE_LENGTH", "SPAN_EVENT_COUNT", "SPAN_LINK_COUNT",
               "EVENT_ATTRIBUTE_COUNT", "LINK_ATTRIBUTE_COUNT", "LOGRECORD_ATTRIBUTE_COUNT", "LOGRECORD_ATTRIBUTE_VALUE_LENGTH",
           ]
           select Whole($"OTEL_{limit}_LIMIT", 0),
    ];

    /// <summary>Adds what is wrong to the problems.</summary>
    public static void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        foreach (var (key, isGood, rule) in Settings)
        {
            if (configuration[key] is { Length: > 0 } value && !isGood(value.Trim()))
            {
                problems.Add(key, key.EndsWith("HEADERS", StringComparison.Ordinal) ? SecretRedaction.Mask : value, rule);
            }
        }

        if (configuration[Sampler]?.Trim().EndsWith("traceidratio", StringComparison.OrdinalIgnoreCase) == true
            && configuration[SamplerArgument] is { Length: > 0 } share
            && !(double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1))
        {
            problems.Add(SamplerArgument, share, "must be a number from 0 to 1");
        }

        foreach (var queue in (string[])["OTEL_BSP", "OTEL_BLRP"])
        {
            var size = Read(configuration, $"{queue}_MAX_QUEUE_SIZE", DefaultQueue);
            if (configuration[$"{queue}_MAX_EXPORT_BATCH_SIZE"] is { Length: > 0 } text && int.TryParse(text, CultureInfo.InvariantCulture, out var batch) && batch > size)
            {
                problems.Add($"{queue}_MAX_EXPORT_BATCH_SIZE", text, string.Create(CultureInfo.InvariantCulture, $"must not exceed {queue}_MAX_QUEUE_SIZE, {size}"));
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

    private static IEnumerable<(string Key, Func<string, bool> IsGood, string Rule)> OfEachSignal(string name, Func<string, bool> isGood, string rule) =>
        from signal in (string[])["", "TRACES_", "METRICS_", "LOGS_"] select ($"OTEL_EXPORTER_OTLP_{signal}{name}", isGood, rule);

    private static (string Key, Func<string, bool> IsGood, string Rule) Choice(string key, params string[] values) =>
        (key, value => values.Contains(value, StringComparer.OrdinalIgnoreCase), $"must be one of {string.Join(", ", values)}");

    private static (string Key, Func<string, bool> IsGood, string Rule) Whole(string key, int least) =>
        (key, value => IsWhole(value, least), string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least}"));

    private static bool IsWhole(string value, int least) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least;

    private static int Read(IConfiguration configuration, string key, int fallback) =>
        int.TryParse(configuration[key], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : fallback;

    private static bool IsAddress(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    // The SDK leaves out a pair that it can't read, and the rest stays.
    private static bool AreAttributes(string text) =>
        Array.TrueForAll(text.Split(','), static pair => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && pair[..end].Trim().Length > 0);

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
