using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Registers resilience: a pipeline per dependency, and one per HttpClient of the factory.</summary>
public static class ResilienceRegistration
{
    private const string Section = "Resilience";
    private const string HttpSection = $"{Section}:Http";

    /// <summary>
    /// Protects all clients of the factory: total timeout, bulkhead, retry, breaker, attempt timeout. The client X goes by
    /// <c>Resilience:X</c>, value by value by <c>Resilience:Http</c> where that says nothing; see <see cref="HttpRepetition"/> for what is retried.
    /// </summary>
    public static IHostApplicationBuilder AddStandardResilience(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(DependencyPipelines)))
        {
            return builder;
        }

        builder.AddChaos();
        builder.Services.AddHostedService<ChaosAnnouncement>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMeters(ResilienceMetrics.MeterName);
        builder.Services.AddSingleton<ResilienceMetrics>();
        builder.Services.AddSingleton<PipelineFactory>();
        builder.Services.AddSingleton(static provider => new DependencyPipelines(
            provider.GetServices<DependencyDefinition>(),
            provider.GetRequiredService<IOptionsMonitor<DependencyOptions>>(),
            provider.GetRequiredService<IOptionsMonitorCache<DependencyOptions>>(),
            provider.GetRequiredService<PipelineFactory>(),
            provider.GetRequiredService<ResilienceMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddDefinition(
            HttpDependency.Define(HttpDependency.DefaultName), HttpSection, static reader => DependencyOptions.Bind(reader, new DependencyOptions(), ChaosOutcomeKind.Status));
        builder.Services.AddValidatedOptions(
            static name => $"{Section}:{name}", reader => BindClient(reader, new DependencyOptions()));

        // As a default of the factory, it stands among the other defaults in the order in which they were added, and outside of what single clients add.
        builder.Services.ConfigureHttpClientDefaults(static client => client.Services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>, HttpClientResilience>());
        builder.Services.TryAddSingleton<IRefusalWriter, RefusalWriter>();
        builder.Services.TryAddSingleton<RepeatedFailures>();
        builder.Services.AddPipelineMiddleware<DependencyRefusals>();
        return builder;
    }

    /// <summary>Adds a dependency that is no HTTP service; its calls go through <see cref="DependencyPipelines.Get"/>.</summary>
    public static IServiceCollection AddDependencyPipeline(this IServiceCollection services, DependencyDefinition definition) =>
        services.AddDefinition(
            definition, $"{Section}:{definition.Name}", reader => DependencyOptions.Bind(reader, DefaultsOf(definition, reader), definition.Outcome));

    /// <summary>
    /// Adds an HTTP dependency and answers its named client. Any client is protected; of this one the settings are validated at start and shown,
    /// and it may have defaults of its own, which count where neither <c>Resilience:&lt;name&gt;</c> nor <c>Resilience:Http</c> says anything.
    /// </summary>
    public static IHttpClientBuilder AddHttpDependency(this IServiceCollection services, string name, DependencyOptions? defaults = null)
    {
        var definition = HttpDependency.Define(name, defaults);
        services.AddDefinition(definition, $"{Section}:{name}", reader => BindClient(reader, definition.Defaults));
        return services.AddHttpClient(name);
    }

    // The first definition of a name counts, as everything that is added twice does.
    private static IServiceCollection AddDefinition(this IServiceCollection services, DependencyDefinition definition, string section, Func<OptionsReader, DependencyOptions> bind) =>
        services.Any(service => service.ImplementationInstance is DependencyDefinition { Name: var name } && name.Equals(definition.Name, StringComparison.OrdinalIgnoreCase))
            ? services
            : services.AddSingleton(definition).AddValidatedOptions(definition.Name, section, bind);

    private static DependencyOptions DefaultsOf(DependencyDefinition definition, OptionsReader options) =>
        definition.Base is { } name ? BindBase(options, $"{Section}:{name}", definition.Defaults, definition.Outcome) : definition.Defaults;

    private static DependencyOptions BindClient(OptionsReader options, DependencyOptions defaults) =>
        DependencyOptions.Bind(options, BindBase(options, HttpSection, defaults, ChaosOutcomeKind.Status), ChaosOutcomeKind.Status);

    // What is wrong with the common settings is reported once, where they are read for themselves.
    private static DependencyOptions BindBase(OptionsReader options, string section, DependencyOptions defaults, ChaosOutcomeKind outcome) =>
        DependencyOptions.Bind(new OptionsReader(options.Configuration, section, options.Environment, new ConfigurationProblems()), defaults, outcome);
}
