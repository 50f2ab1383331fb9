using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Registers the log: JSON lines, or the human console in Development.</summary>
public static class LoggingRegistration
{
    // The lowest of all sources, so that any appsettings file or variable changes them.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
    };

    /// <summary>One JSON object a line on standard output outside Development; <c>Logging:Console:FormatterName</c> overrides.</summary>
    public static IHostApplicationBuilder AddJsonLogging(this IHostApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        LogLevelRule.Apply(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLineFormatter>());
        builder.Logging.AddConsole();
        var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? FormatterFor(builder.Environment.EnvironmentName);

        // After all others: the slim host has set its own already.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);
        return builder;
    }

    /// <summary>The same log for what goes wrong before there is a host to log with.</summary>
    internal static ILoggerFactory CreateBootstrapLog()
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        return LoggerFactory.Create(logging =>
        {
            logging.Services.AddSingleton(TimeProvider.System);
            logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
            logging.AddConsole(options => options.FormatterName = FormatterFor(environment ?? Environments.Production));
        });
    }

    private static string FormatterFor(string environment) =>
        environment.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase) ? ConsoleFormatterNames.Simple : JsonLineFormatter.FormatterName;
}
