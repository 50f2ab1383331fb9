using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Reports log levels that are none together with all other problems, rather than by an exception while there is no log yet.</summary>
internal static class LogLevelRule
{
    private static readonly string Rule = $"must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}";

    public static void Apply(IHostApplicationBuilder builder)
    {
        var wrong = builder.Configuration.GetSection("Logging").AsEnumerable().Where(IsWrong)
            .Select(setting => (setting.Key, setting.Value, Origin: ConfigurationOrigin.OfProblem(builder.Configuration, setting.Key))).ToArray();
        foreach (var (key, _, _) in wrong)
        {
            // The problem below ends the process; until then the log has to work to say so.
            builder.Configuration[key] = nameof(LogLevel.Information);
        }

        builder.Services.AddConfigurationRule((configuration, problems) =>
        {
            foreach (var (key, value, origin) in wrong)
            {
                problems.Add(key, value, Rule, origin);
            }

            foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable().Where(IsWrong))
            {
                problems.Add(key, value, Rule);
            }
        });
    }

    // Logging:LogLevel:<category> for all providers, Logging:<provider>:LogLevel:<category> for one.
    private static bool IsWrong(KeyValuePair<string, string?> setting) =>
        setting.Key.Split(':') is [_, "LogLevel", _, ..] or [_, _, "LogLevel", _, ..]
        && setting.Value is { Length: > 0 } value
        && !(Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level));
}
