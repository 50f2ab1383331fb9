using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Resilience;
using MicroService.ServiceDefaults.Secrets;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>Registers the history of audits.</summary>
public static class HistoryRegistration
{
    /// <summary>The connection string's name, and the dependency's in health and logs.</summary>
    public const string Name = "history";

    // One process should not need more than a pool's connections, nor make callers wait for a database longer than they do.
    private static readonly DependencyOptions Defaults = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(5),
        AttemptTimeout = TimeSpan.FromSeconds(2),
        Retries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(100),
        BreakerMinimumThroughput = 4,
        BreakerSampling = TimeSpan.FromSeconds(10),
        BreakerBreak = TimeSpan.FromSeconds(2),
        Concurrency = 64,
        Queue = 512,
    };

    /// <summary>Adds <see cref="IAuditHistory"/>, migrated at start, pruned in the background, and a dependency that readiness needs.</summary>
    public static IHostApplicationBuilder AddAuditHistory(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        builder.AddSecretRotation();
        services.AddValidatedOptions<HistoryOptions>();
        services.AddConfigurationRule(static (configuration, problems) =>
        {
            if (HistoryEngine.Explain(configuration.GetConnectionString(Name)) is { } rule)
            {
                problems.Add($"ConnectionStrings:{Name}", OptionsReader.Mask, rule);
            }
        });
        services.AddSingleton(CreateEngine);
        services.AddDependencyPipeline(new DependencyDefinition(
            Name,
            static (provider, exception) => HistoryFailure.Is(provider.GetRequiredService<HistoryEngine>(), exception),
            static provider => provider.GetRequiredService<HistoryEngine>().CreateFault())
        {
            Defaults = Defaults,
        });
        services.AddSingleton<HistoryMigrator>();
        services.AddSingleton<AuditHistory>();
        services.AddSingleton<IAuditHistory>(static provider => provider.GetRequiredService<HistoryEngine>() is SqliteEngine
            ? new TracedHistory(provider.GetRequiredService<AuditHistory>())
            : provider.GetRequiredService<AuditHistory>());
        // Npgsql measures and traces itself under its own name.
        services.AddMeters("Npgsql").AddTracingSources("Npgsql");
        services.AddHostedService<HistoryMigration>();
        services.AddHostedService<HistoryRetention>();
        services.AddDependency(Name, required: true, static (provider, token) =>
            new ValueTask(provider.GetRequiredService<IAuditHistory>().PingAsync(token)));
        return builder;
    }

    private static HistoryEngine CreateEngine(IServiceProvider provider)
    {
        var connectionString = provider.GetRequiredService<IConfiguration>().GetConnectionString(Name);
        var engine = HistoryEngine.Create(
            connectionString,
            provider.GetRequiredService<IOptions<HistoryOptions>>().Value.File,
            provider.GetService<IConfigurationRefresh>(),
            provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<SecretRotation>().Follow(Name, $"ConnectionStrings:{Name}", connectionString ?? "", engine.RotateAsync);
        return engine;
    }
}
