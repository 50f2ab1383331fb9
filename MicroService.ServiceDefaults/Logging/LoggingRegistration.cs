using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

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

    // The host opens a scope for each request while it may log at all: the access log and the fields of every line say the same.
    private static readonly KeyValuePair<string, string?> NoRequests = new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "None");

    /// <summary>One JSON object a line on standard output; in Development <c>Logging:Console:FormatterName</c> chooses, by default <c>simple</c>.</summary>
    public static IHostApplicationBuilder AddJsonLogging(this IHostApplicationBuilder builder)
    {
        var asksForRequests = AsksForRequests(builder.Configuration);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = asksForRequests ? Defaults : [.. Defaults, NoRequests] });
        var formatter = ConsoleRules.Apply(builder, FormatterFor(builder.Environment.EnvironmentName));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLogLevelOverrides();
        builder.Services.AddHostedService<RequestTraces>();
        builder.Logging.AddConsole();
        if (formatter == JsonLineFormatter.FormatterName)
        {
            // The console makes every formatter that is registered, and with each the types that its options need, which is a tenth of a native start.
            builder.Services.RemoveAll<ConsoleFormatter>();
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLineFormatter>());

        // After all others: the slim host has set its own already.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);

        // A blocked console must not block requests: what does not fit the queue is dropped, and counted on standard error.
        builder.Services.Configure<ConsoleLoggerOptions>(static options => options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        return builder;
    }

    /// <summary>Logs requests of the service's ports while <c>AccessLog:Enabled</c> is true.</summary>
    public static IHostApplicationBuilder AddAccessLog(this IHostApplicationBuilder builder)
    {
        if (builder.Services.All(static service => service.ServiceType != typeof(AccessLogMiddleware)))
        {
            builder.Services.AddValidatedOptions<AccessLogOptions>();
            builder.Services.TryAddSingleton(TimeProvider.System);
            builder.Services.AddPipelineMiddleware<AccessLogMiddleware>();
        }

        return builder;
    }

    /// <summary>The same log for what has to be said without a host to log with: before there is one, or beside the one that runs.</summary>
    public static ILoggerFactory CreateBootstrapLog()
    {
        var environment = EnvironmentName;
        return LoggerFactory.Create(logging =>
        {
            logging.Services.AddSingleton(TimeProvider.System);
            logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
            logging.AddConsole(options =>
            {
                options.FormatterName = FormatterFor(environment);
                options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            });
        });
    }

    /// <summary>Writes standard error as JSON, too, outside Development; for processes that only run a service.</summary>
    internal static void WriteErrorsAsJson()
    {
        if (FormatterFor(EnvironmentName) == JsonLineFormatter.FormatterName)
        {
            Console.SetError(new JsonErrorWriter(Console.Error, TimeProvider.System));
        }
    }

    /// <summary>Lets operators change log levels at run time.</summary>
    internal static void AddLogLevelOverrides(this IServiceCollection services)
    {
        if (services.All(static service => service.ServiceType != typeof(LogLevelRules)))
        {
            services.AddMetrics();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<LogLevelRules>();
            services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(static provider => provider.GetRequiredService<LogLevelRules>());
            services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static provider => provider.GetRequiredService<LogLevelRules>());
            services.AddSingleton<LogLevelOverrides>();
        }
    }

    // Whether the host's own lines about requests are wanted, which it logs as information.
    private static bool AsksForRequests(IConfiguration configuration) =>
        ((string[])["Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting"])
            .Any(category => Enum.TryParse<LogLevel>(configuration[$"Logging:LogLevel:{category}"], ignoreCase: true, out var level) && level <= LogLevel.Information);

    // Before there is a host, this is all there is to ask.
    private static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production;

    private static string FormatterFor(string environment) =>
        environment.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase) ? ConsoleFormatterNames.Simple : JsonLineFormatter.FormatterName;
}
