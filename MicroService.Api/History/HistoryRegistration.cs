using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>Registers the history of audits.</summary>
public static class HistoryRegistration
{
    /// <summary>The connection string's name, and the dependency's in health and logs.</summary>
    public const string Name = "history";

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
        services.AddSingleton<HistoryMigrator>();
        services.AddSingleton<IAuditHistory, AuditHistory>();
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
