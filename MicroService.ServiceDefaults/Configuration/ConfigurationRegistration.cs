using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Registers options that are validated together before anything starts.</summary>
public static class ConfigurationRegistration
{
    /// <summary>Makes <typeparamref name="TOptions"/> available through IOptions and IOptionsMonitor, validated at start.</summary>
    public static IServiceCollection AddValidatedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(this IServiceCollection services)
        where TOptions : class, IValidatedOptions<TOptions>
    {
        if (services.All(static service => service.ServiceType != typeof(IOptionsFactory<TOptions>)))
        {
            services.AddOptionsFactory(new NamedOptionsBinding<TOptions>(null, static _ => TOptions.Section, TOptions.Bind));
            services.AddSingleton(new OptionsBinding(TOptions.Section, static reader => TOptions.Bind(reader)) { CountsAtStart = TOptions.CountsAtStart });
            services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(static provider =>
                new ConfigurationChangeTokenSource<TOptions>(provider.GetRequiredService<IConfiguration>()));
        }

        return services;
    }

    /// <summary>Makes the options of <paramref name="name"/> available through IOptionsMonitor, one of several of their type, validated at start.</summary>
    public static IServiceCollection AddValidatedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services,
        string name,
        string section,
        Func<OptionsReader, TOptions> bind)
        where TOptions : class
    {
        services.AddOptionsFactory(new NamedOptionsBinding<TOptions>(name, _ => section, bind));
        services.AddSingleton(new OptionsBinding(section, reader => bind(reader)));
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider =>
            new ConfigurationChangeTokenSource<TOptions>(name, provider.GetRequiredService<IConfiguration>()));
        return services;
    }

    /// <summary>How options of any other name are read. Such names are unknown at start, so nothing of theirs is validated there.</summary>
    internal static IServiceCollection AddValidatedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services,
        Func<string, string> section,
        Func<OptionsReader, TOptions> bind)
        where TOptions : class =>
        services.AddOptionsFactory(new NamedOptionsBinding<TOptions>(null, section, bind));

    /// <summary>Adds a rule that spans sections, such as "authentication is configured outside Development".</summary>
    public static IServiceCollection AddConfigurationRule(this IServiceCollection services, Action<IConfiguration, ConfigurationProblems> check)
    {
        services.AddConfigurationValidation();
        services.AddSingleton(new ConfigurationRule(check));
        return services;
    }

    /// <summary>Adds settings that no options read, so that they are shown, documented and not reported as unrecognized.</summary>
    public static IServiceCollection AddKnownSettings(this IServiceCollection services, params KnownSetting[] settings)
    {
        services.AddConfigurationValidation();
        foreach (var setting in settings)
        {
            services.AddSingleton(setting);
        }

        return services;
    }

    /// <summary>All problems of the configuration, without starting anything: what <c>validate-config</c> prints.</summary>
    /// <param name="app">The service.</param>
    /// <param name="sections">The sections to check, such as <c>History</c>, for a command that reads no others; all of them if there is none.</param>
    public static ConfigurationProblems ValidateConfiguration(this WebApplication app, params IReadOnlyList<string> sections)
    {
        var validator = app.Services.GetRequiredService<ConfigurationValidator>();
        validator.LearnSecrets();
        var all = validator.Validate();
        if (sections.Count == 0)
        {
            return all;
        }

        var problems = new ConfigurationProblems();
        foreach (var problem in all.Where(problem => IsOf(problem, sections)))
        {
            problems.Add(problem);
        }

        return problems;
    }

    // A folder that cannot be read may hold settings of any section.
    private static bool IsOf(ConfigurationProblem problem, IReadOnlyList<string> sections) =>
        problem.Key.Contains('/', StringComparison.Ordinal) || sections.Contains(problem.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings that nothing reads, with the known key that was most likely meant.</summary>
    public static IReadOnlyList<UnknownSetting> UnknownSettings(this WebApplication app) =>
        app.Services.GetRequiredService<ConfigurationValidator>().UnknownSettings();

    private static IServiceCollection AddOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services,
        NamedOptionsBinding<TOptions> binding)
        where TOptions : class
    {
        services.AddConfigurationValidation();
        if (services.All(static service => service.ServiceType != typeof(IOptionsFactory<TOptions>)))
        {
            // Closed and without constructors to look for: Native AOT builds the types that open registrations need while the service starts.
            services.AddSingleton<IOptionsFactory<TOptions>>(static provider => new ValidatedOptionsFactory<TOptions>(
                provider.GetRequiredService<ConfigurationValidator>(),
                provider.GetServices<NamedOptionsBinding<TOptions>>(),
                provider.GetRequiredService<ILogger<ConfigurationValidator>>()));
            services.AddSingleton<IOptionsMonitorCache<TOptions>>(static _ => new OptionsCache<TOptions>());
            services.AddSingleton<IOptionsMonitor<TOptions>>(static provider => new OptionsMonitor<TOptions>(
                provider.GetRequiredService<IOptionsFactory<TOptions>>(),
                provider.GetServices<IOptionsChangeTokenSource<TOptions>>(),
                provider.GetRequiredService<IOptionsMonitorCache<TOptions>>()));
            services.AddSingleton<IOptions<TOptions>>(static provider =>
                new OptionsManager<TOptions>(provider.GetRequiredService<IOptionsFactory<TOptions>>()));
        }

        return services.AddSingleton(binding);
    }

    private static void AddConfigurationValidation(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ConfigurationValidator)))
        {
            return;
        }

        services.AddSingleton<ConfigurationValidator>();

        // All options are validated together, so that one message has all problems.
        services.AddOptions<ConfigurationProblems>()
            .Validate<ConfigurationValidator, ILogger<ConfigurationValidator>>(static (_, validator, logger) => validator.Begin(logger))
            .ValidateOnStart();
    }
}
