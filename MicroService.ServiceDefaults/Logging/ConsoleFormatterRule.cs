using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Refuses formatters that leave secrets in, outside Development.</summary>
internal static class ConsoleFormatterRule
{
    private const string Key = "Logging:Console:FormatterName";

    private static readonly string Rule = $"must be {JsonLineFormatter.FormatterName} outside Development: no other formatter takes secrets out";

    /// <summary>The formatter to use: the one that is set, if it may be, so that a refusal is written as all else.</summary>
    public static string Apply(IHostApplicationBuilder builder, string standard)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddConfigurationRule((configuration, problems) =>
        {
            if (!IsAllowed(configuration[Key], isDevelopment))
            {
                problems.Add(Key, configuration[Key], Rule);
            }
        });

        return builder.Configuration[Key] is { Length: > 0 } chosen && IsAllowed(chosen, isDevelopment) ? chosen : standard;
    }

    private static bool IsAllowed(string? formatter, bool isDevelopment) =>
        isDevelopment || formatter is null or "" or JsonLineFormatter.FormatterName;
}
