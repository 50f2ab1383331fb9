using System.Collections.Frozen;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Registers the configuration that is mounted into the pod.</summary>
public static class MountedConfigurationRegistration
{
    /// <summary>
    /// Adds the settings of <c>Configuration:ConfigFolder</c> and <c>Configuration:SecretsFolder</c>, and follows their changes.
    /// They are stronger than appsettings files, which come with the image, and weaker than environment and command line, which
    /// are closer to the one process. Call it before whatever reads the configuration.
    /// </summary>
    public static IHostApplicationBuilder AddMountedConfiguration(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(ConfigurationReloader)))
        {
            return builder;
        }

        var folders = MountedConfigurationOptions.Bind(new OptionsReader(
            builder.Configuration, MountedConfigurationOptions.Section, builder.Environment, new ConfigurationProblems()));
        var sources = builder.Configuration.Sources;
        var environment = sources.TakeWhile(static source => source is not EnvironmentVariablesConfigurationSource { Prefix: null or "" }).Count();
        sources.Insert(environment, new MountedConfigurationProvider(folders.ConfigFolder, folders.SecretsFolder));
        SecretRedaction.Learn(ConfiguredSecrets.In(builder.Configuration, FrozenSet<string>.Empty));

        builder.Services.AddValidatedOptions<MountedConfigurationOptions>();
        builder.Services.AddConfigurationRule(static (configuration, problems) =>
        {
            foreach (var problem in ((IConfigurationRoot)configuration).Providers.OfType<MountedConfigurationProvider>().SelectMany(static provider => provider.Problems))
            {
                problems.Add(problem);
            }
        });
        builder.Services.AddKnownSettings(HostSettings.All);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ConfigurationMetrics>();
        builder.Services.AddSingleton<ConfigurationReloader>();
        builder.Services.AddSingleton<IConfigurationRefresh>(static provider => provider.GetRequiredService<ConfigurationReloader>());
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<ConfigurationReloader>());
        return builder;
    }
}
