using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using Polly;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Registers resilience: a pipeline per dependency, and one per HttpClient of the factory.</summary>
public static class ResilienceRegistration
{
    private const string Section = "Resilience";

    /// <summary>
    /// Protects all clients of the factory: total timeout, bulkhead, retry, breaker, attempt timeout, and chaos, which is off unless
    /// <c>Chaos:Enabled</c>. The client X goes by <c>Resilience:X</c>, value by value by <c>Resilience:Http</c> where that says nothing;
    /// see <see cref="HttpRetry"/> for what is retried.
    /// </summary>
    public static IHostApplicationBuilder AddStandardResilience(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(DependencyPipelines)))
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<ChaosOptions>();
        builder.Services.TryAddSingleton(new ChaosRandom(Random.Shared.NextDouble));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics().AddSingleton<ResilienceMetrics>();
        builder.Services.AddResiliencePipelineRegistry<string>();
        builder.Services.AddSingleton(static provider => new DependencyPipelines(provider));
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<DependencyPipelines>());
        builder.Services.AddDefinition(HttpDependency.Define(HttpDependency.DefaultName) with { Base = null }, $"{Section}:{HttpDependency.Section}");
        builder.Services.AddValidatedOptions(static name => $"{Section}:{name}", static reader => Bind(reader, HttpDependency.Define("")));

        // As a default of the factory, it stands among the other defaults in the order in which they were added, and outside of what single clients add.
        builder.Services.ConfigureHttpClientDefaults(static client => client.Services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>, HttpDependency>());
        builder.Services.TryAddSingleton<IRefusalWriter, RefusalWriter>();
        builder.Services.TryAddSingleton<RepeatedFailures>();
        builder.Services.AddPipelineMiddleware<DependencyRefusals>();
        return builder;
    }

    /// <summary>Adds a dependency other than an HTTP service; its calls go through <see cref="DependencyPipelines.Get"/>.</summary>
    public static IServiceCollection AddDependencyPipeline(this IServiceCollection services, DependencyDefinition definition) =>
        services.AddDefinition(definition, $"{Section}:{definition.Name}");

    /// <summary>
    /// Adds an HTTP dependency and answers its named client. Any client is protected; of this one the settings are validated at start and shown,
    /// and it may have defaults of its own, which count where neither <c>Resilience:&lt;name&gt;</c> nor <c>Resilience:Http</c> says anything.
    /// </summary>
    public static IHttpClientBuilder AddHttpDependency(this IServiceCollection services, string name, DependencyOptions? defaults = null) =>
        services.AddDependencyPipeline(HttpDependency.Define(name, defaults)).AddHttpClient(name);

    // The first definition of a name counts, as everything that is added twice does.
    private static IServiceCollection AddDefinition(this IServiceCollection services, DependencyDefinition definition, string section) =>
        services.Any(service => service.ImplementationInstance is DependencyDefinition { Name: var name } && name.Equals(definition.Name, StringComparison.OrdinalIgnoreCase))
            ? services
            : services.AddSingleton(definition).AddValidatedOptions(definition.Name, section, reader => Bind(reader, definition));

    private static DependencyOptions Bind(OptionsReader options, DependencyDefinition definition)
    {
        // What is wrong with the base is reported once, where it is read for itself.
        var defaults = definition.Base is { } name
            ? DependencyOptions.Bind(
                new OptionsReader(options.Configuration, $"{Section}:{name}", options.Environment, new ConfigurationProblems()), definition.Defaults, definition.Outcome)
            : definition.Defaults;
        return DependencyOptions.Bind(options, defaults, definition.Outcome);
    }
}
