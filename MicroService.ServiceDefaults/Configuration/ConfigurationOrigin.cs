using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Says where values come from.</summary>
internal static class ConfigurationOrigin
{
    /// <summary>No source sets it.</summary>
    public const string Default = "default";

    private const string Code = "code";
    private const string Environment = "environment";

    // The host takes these off before it reads the rest as a key, and the connection strings' kinds stand for their section.
    private static readonly (string Variable, string Key)[] Prefixes =
    [
        ("", ""), ("ASPNETCORE_", ""), ("DOTNET_", ""),
        .. from kind in (string[])["CUSTOM", "SQL", "SQLAZURE", "MYSQL", "POSTGRESQL"] select ($"{kind}CONNSTR_", $"{ConnectionText.Section}:"),
    ];

    /// <summary>The strongest source that sets the key, even if to nothing, or else the first of its children.</summary>
    public static string Of(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return Code;
        }

        if (root.Providers.LastOrDefault(provider => provider.TryGet(key, out _)) is { } provider)
        {
            return Describe(provider, key);
        }

        return root.GetSection(key).GetChildren().FirstOrDefault() is { } child ? Of(root, child.Path) : Default;
    }

    /// <summary>The same for a person who has to change it: with the variable's name; null where no source that a person can change sets it.</summary>
    public static string? OfProblem(IConfiguration configuration, string key) => Of(configuration, key) switch
    {
        Default or Code => null,
        Environment => $"environment variable {VariableOf(configuration, key)}",
        var origin => origin,
    };

    /// <summary>The strongest source that gives the key this value and was there before any file: the process's variables and arguments.</summary>
    public static string OfProcess(IConfiguration configuration, string key, string value) =>
        (configuration as IConfigurationRoot)?.Providers.LastOrDefault(provider =>
            provider is not (MountedConfigurationProvider or FileConfigurationProvider)
            && provider.TryGet(key, out var given) && value.Equals(given, StringComparison.OrdinalIgnoreCase)) is { } provider
            ? Describe(provider, key)
            : Default;

    // The variable may have a prefix, and its name another case than the key.
    private static string VariableOf(IConfiguration configuration, string key) =>
        System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => Array.Exists(Prefixes, prefix => name.StartsWith(prefix.Variable, StringComparison.OrdinalIgnoreCase)
                && key.Equals(prefix.Key + name[prefix.Variable.Length..].Replace("__", ":", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(name => System.Environment.GetEnvironmentVariable(name) == configuration[key])
            .FirstOrDefault()
        ?? key.Replace(":", "__", StringComparison.Ordinal);

    private static string Describe(IConfigurationProvider provider, string key) => provider switch
    {
        FrozenProvider frozen => Describe(frozen.Original, key),
        ChainedConfigurationProvider chained => Of(chained.Configuration, key),
        MountedConfigurationProvider mounted => $"file {mounted.FileOf(key)}",
        FileConfigurationProvider file => $"file {file.Source.Path}",
        EnvironmentVariablesConfigurationProvider => Environment,
        CommandLineConfigurationProvider => "command line",
        _ => Code,
    };
}
