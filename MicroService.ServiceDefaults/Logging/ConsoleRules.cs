using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Reports settings that the log cannot work with together with all other problems, rather than by an exception before the log exists.</summary>
internal static class ConsoleRules
{
    private const string Section = "Logging:Console";
    private const string Formatter = $"{Section}:FormatterName";
    private const string Threshold = $"{Section}:LogToStandardErrorThreshold";

    private static readonly string LevelRule = OneOf<LogLevel>();

    // Standard error is for what is written past the log.
    private static readonly Setting OneStream = new(
        Threshold,
        static value => value.Trim().Equals(nameof(LogLevel.None), StringComparison.OrdinalIgnoreCase),
        "must be None outside Development: all of the log goes to standard output");

    private static readonly Setting[] Settings =
    [
        .. from name in (string[])["DisableColors", "IncludeScopes", "UseUtcTimestamp", "FormatterOptions:IncludeScopes", "FormatterOptions:SingleLine", "FormatterOptions:UseUtcTimestamp"]
           select new Setting($"{Section}:{name}", static value => bool.TryParse(value, out _), "must be true or false"),
        Choice<LoggerColorBehavior>($"{Section}:FormatterOptions:ColorBehavior"),
        Choice<ConsoleLoggerQueueFullMode>($"{Section}:QueueFullMode"),
        new($"{Section}:MaxQueueLength", static value => int.TryParse(value, out var length) && length > 0, $"must be a whole number from 1 to {int.MaxValue}"),
    ];

    /// <summary>Adds the rules. Returns the formatter to use: the one that is set, if it is allowed, so that a rejection is written as all else.</summary>
    public static string Apply(IHostApplicationBuilder builder, string standard)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        Setting[] settings = [.. Settings, isDevelopment ? Choice<LogLevel>(Threshold) : OneStream];
        var wrong = Wrong(settings, builder.Configuration).ToArray();
        foreach (var (key, _, rule, _) in wrong)
        {
            // The problem below ends the process; until then the log has to work to say so.
            builder.Configuration[key] = rule == LevelRule && key != Threshold ? nameof(LogLevel.Information) : null;
        }

        var formatter = new Setting(
            Formatter,
            value => isDevelopment || value == JsonLineFormatter.FormatterName,
            $"must be {JsonLineFormatter.FormatterName} outside Development: no other formatter takes secrets out");
        builder.Services.AddConfigurationRule((configuration, problems) =>
        {
            foreach (var (key, value, rule, origin) in wrong.Concat(Wrong([.. settings, formatter], configuration)))
            {
                problems.Add(key, value, rule, origin);
            }
        });

        return builder.Configuration[Formatter] is { Length: > 0 } chosen && formatter.IsGood(chosen) ? chosen : standard;
    }

    private static IEnumerable<(string Key, string Value, string Rule, string? Origin)> Wrong(IReadOnlyList<Setting> settings, IConfiguration configuration) =>
        from setting in settings.Concat(Levels(configuration))
        let value = configuration[setting.Key]
        where value is { Length: > 0 } && !setting.IsGood(value)
        select (setting.Key, value, setting.Rule, ConfigurationOrigin.OfProblem(configuration, setting.Key));

    // Logging:LogLevel:<category> for all providers, Logging:<provider>:LogLevel:<category> for one.
    private static IEnumerable<Setting> Levels(IConfiguration configuration) =>
        from setting in configuration.GetSection("Logging").AsEnumerable()
        where setting.Key.Split(':') is [_, "LogLevel", _, ..] or [_, _, "LogLevel", _, ..]
        select new Setting(setting.Key, static value => Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level), LevelRule);

    private static Setting Choice<TEnum>(string key)
        where TEnum : struct, Enum =>
        new(key, static value => Enum.GetNames<TEnum>().Contains(value.Trim(), StringComparer.OrdinalIgnoreCase), OneOf<TEnum>());

    private static string OneOf<TEnum>()
        where TEnum : struct, Enum =>
        $"must be one of {string.Join(", ", Enum.GetNames<TEnum>())}";

    private sealed record Setting(string Key, Func<string, bool> IsGood, string Rule);
}
