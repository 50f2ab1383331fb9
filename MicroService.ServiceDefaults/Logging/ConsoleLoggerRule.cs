using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Reports settings that the console logger cannot take together with all other problems, rather than by an exception while there is no log yet.</summary>
internal static class ConsoleLoggerRule
{
    private const string Threshold = "LogToStandardErrorThreshold";

    // Standard error is for what is written past the log.
    private static readonly (string Key, Func<string, bool> IsGood, string Rule) OneStream =
        ($"Logging:Console:{Threshold}", static value => value.Trim().Equals(nameof(LogLevel.None), StringComparison.OrdinalIgnoreCase), "must be None outside Development: all of the log goes to standard output");

    private static readonly (string Key, Func<string, bool> IsGood, string Rule)[] Settings =
    [
        Switch("DisableColors"),
        Switch("IncludeScopes"),
        Switch("UseUtcTimestamp"),
        Switch("FormatterOptions:IncludeScopes"),
        Switch("FormatterOptions:SingleLine"),
        Switch("FormatterOptions:UseUtcTimestamp"),
        Choice<LoggerColorBehavior>("FormatterOptions:ColorBehavior"),
        Choice<ConsoleLoggerQueueFullMode>("QueueFullMode"),
        ("Logging:Console:MaxQueueLength", static value => int.TryParse(value, out var length) && length > 0, $"must be a whole number from 1 to {int.MaxValue}"),
    ];

    public static void Apply(IHostApplicationBuilder builder)
    {
        var settings = builder.Environment.IsDevelopment() ? [.. Settings, Choice<LogLevel>(Threshold)] : Settings.Append(OneStream).ToArray();
        var wrong = Wrong(settings, builder.Configuration).ToArray();
        foreach (var (key, _, _, _) in wrong)
        {
            // The problem below ends the process; until then the log has to work to say so.
            builder.Configuration[key] = null;
        }

        builder.Services.AddConfigurationRule((configuration, problems) =>
        {
            foreach (var (key, value, rule, origin) in wrong.Concat(Wrong(settings, configuration)))
            {
                problems.Add(key, value, rule, origin);
            }
        });
    }

    private static IEnumerable<(string Key, string Value, string Rule, string? Origin)> Wrong((string Key, Func<string, bool> IsGood, string Rule)[] settings, IConfiguration configuration) =>
        from setting in settings
        let value = configuration[setting.Key]
        where value is { Length: > 0 } && !setting.IsGood(value)
        select (setting.Key, value, setting.Rule, ConfigurationOrigin.OfProblem(configuration, setting.Key));

    private static (string Key, Func<string, bool> IsGood, string Rule) Switch(string key) =>
        ($"Logging:Console:{key}", static value => bool.TryParse(value, out _), "must be true or false");

    private static (string Key, Func<string, bool> IsGood, string Rule) Choice<TEnum>(string key)
        where TEnum : struct, Enum =>
        (
            $"Logging:Console:{key}",
            static value => Enum.GetNames<TEnum>().Contains(value.Trim(), StringComparer.OrdinalIgnoreCase),
            $"must be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
}
