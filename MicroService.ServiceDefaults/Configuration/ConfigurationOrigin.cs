using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Says where values come from.</summary>
internal static class ConfigurationOrigin
{
    /// <summary>No source sets it.</summary>
    public const string Default = "default";

    /// <summary>The strongest source that sets the key, or one of its numbered children.</summary>
    public static string Of(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return "code";
        }

        foreach (var name in (string[])[key, $"{key}:0"])
        {
            if (root.Providers.LastOrDefault(provider => provider.TryGet(name, out var value) && !string.IsNullOrWhiteSpace(value)) is { } provider)
            {
                return Describe(provider, name);
            }
        }

        return Default;
    }

    /// <summary>The strongest source that gives the key this value and was there before any file: the process's variables and arguments.</summary>
    public static string OfProcess(IConfiguration configuration, string key, string value) =>
        (configuration as IConfigurationRoot)?.Providers.LastOrDefault(provider =>
            provider is not (MountedConfigurationProvider or FileConfigurationProvider)
            && provider.TryGet(key, out var given) && value.Equals(given, StringComparison.OrdinalIgnoreCase)) is { } provider
            ? Describe(provider, key)
            : Default;

    private static string Describe(IConfigurationProvider provider, string key) => provider switch
    {
        MountedConfigurationProvider mounted => $"file {mounted.FileOf(key)}",
        FileConfigurationProvider file => $"file {file.Source.Path}",
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        _ => "code",
    };
}
