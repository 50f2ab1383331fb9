using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Registers options of which there are several of one type, told apart by name.</summary>
public static class NamedOptionsRegistration
{
    /// <summary>Makes the options of <paramref name="name"/> available through IOptionsMonitor, validated at start with all others.</summary>
    public static IServiceCollection AddValidatedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services,
        string name,
        string section,
        Func<OptionsReader, TOptions> bind)
        where TOptions : class
    {
        services.AddConfigurationValidation();
        services.AddSingleton(new OptionsBinding(section, reader => bind(reader)));
        services.AddSingleton(new NamedOptionsBinding<TOptions>(name, _ => section, bind));
        services.TryAddSingleton<IOptionsFactory<TOptions>, NamedOptionsFactory<TOptions>>();
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider =>
            new ConfigurationChangeTokenSource<TOptions>(name, provider.GetRequiredService<IConfiguration>()));
        return services;
    }

    /// <summary>How options of any other name are read: such names are not known at start, so nothing of theirs is validated there.</summary>
    internal static IServiceCollection AddValidatedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services,
        Func<string, string> section,
        Func<OptionsReader, TOptions> bind)
        where TOptions : class
    {
        services.AddConfigurationValidation();
        services.AddSingleton(new NamedOptionsBinding<TOptions>(null, section, bind));
        services.TryAddSingleton<IOptionsFactory<TOptions>, NamedOptionsFactory<TOptions>>();
        return services;
    }
}
