using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Redaction;
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

    /// <summary>The dependency that writes are, in health, settings, metrics and logs; its settings are those of <see cref="Name"/> where it has none.</summary>
    public const string WritesName = "history-writes";

    // One process should not need more than a pool's connections, of which reads and writes have half each, nor make callers wait for a database longer than they do.
    private static readonly DependencyOptions Defaults = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(5),
        AttemptTimeout = TimeSpan.FromSeconds(2),
        Retries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(100),
        BreakerMinimumThroughput = 4,
        BreakerSampling = TimeSpan.FromSeconds(10),
        BreakerBreak = TimeSpan.FromSeconds(2),
        Concurrency = 48,
        Queue = 512,
    };

    /// <summary>Adds <see cref="IAuditHistory"/>, migrated at start and pruned in the background, and the dependencies that its reads and its writes are.</summary>
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
                problems.Add($"ConnectionStrings:{Name}", SecretRedaction.Mask, rule);
            }
        });
        services.AddSingleton(CreateEngine);
        services.AddDependencyPipeline(Define(Name)).AddDependencyPipeline(Define(WritesName) with { Base = Name });
        services.AddSingleton<HistoryMigrator>();
        services.AddSingleton<HistoryCalls>();
        services.AddSingleton<AuditHistory>();
        services.AddSingleton<IAuditHistory>(static provider => provider.GetRequiredService<HistoryEngine>() is SqliteEngine
            ? new TracedHistory(provider.GetRequiredService<AuditHistory>())
            : provider.GetRequiredService<AuditHistory>());
        // Npgsql measures and traces itself under its own name.
        services.AddMeters("Npgsql").AddTracingSources("Npgsql");
        services.AddSingleton<HistoryMetrics>();
        services.AddSingleton<HistoryMigration>();
        services.AddHostedService(static provider => provider.GetRequiredService<HistoryMigration>());
        services.AddHostedService<HistoryRetention>();
        // Once started, a pod without its database still serves what it read before, the rules and fixes: degraded, it stays behind the Service.
        services
            .AddDependency(Name, DependencyReadiness.Startup, static (provider, token) => PingAsync(provider, static (history, token) => history.PingAsync(token), token))
            .AddDependency(WritesName, DependencyReadiness.Startup, static (provider, token) => PingAsync(provider, static (history, token) => history.PingWritesAsync(token), token));
        if (builder.Configuration.GetConnectionString(Name) is not { Length: > 0 } text || !PostgresEngine.Accepts(text))
        {
            services.AddDependency(HistoryDisk.Name, DependencyReadiness.Optional, static provider => new HistoryDisk(
                provider.GetRequiredService<HistoryEngine>(), provider.GetRequiredService<IOptions<HistoryOptions>>()));
        }

        return builder;
    }

    // A database without its tables is on its way at a start, not down: to ask it before would find a failure, and the next look comes later.
    private static async ValueTask PingAsync(IServiceProvider provider, Func<IAuditHistory, CancellationToken, Task> ping, CancellationToken token)
    {
        await provider.GetRequiredService<HistoryMigration>().Attempted.WaitAsync(token).ConfigureAwait(false);
        await ping(provider.GetRequiredService<IAuditHistory>(), token).ConfigureAwait(false);
    }

    private static DependencyDefinition Define(string name) => new(
        name,
        static (provider, exception) => HistoryFailure.Is(provider.GetRequiredService<HistoryEngine>(), exception),
        static provider => provider.GetRequiredService<HistoryEngine>().CreateFault())
    {
        Defaults = Defaults,
    };

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
