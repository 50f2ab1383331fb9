using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Finds the secrets of a configuration.</summary>
internal static class ConfiguredSecrets
{
    /// <summary>What secret-named settings hold, passwords within any connection string, and what is in the secrets folder.</summary>
    public static IEnumerable<string> In(IConfiguration configuration)
    {
        var mounted = configuration is IConfigurationRoot root
            ? root.Providers.OfType<MountedConfigurationProvider>().SelectMany(static provider => provider.Secrets.Files).Select(static file => (file.Key, (string?)file.Value.Value, true))
            : [];
        return configuration.AsEnumerable().Select(static setting => (setting.Key, setting.Value, false)).Concat(mounted).SelectMany(static setting => Of(setting.Key, setting.Item2, setting.Item3)).ToArray();
    }

    private static IEnumerable<string> Of(string key, string? value, bool isMountedSecret)
    {
        if (value is null)
        {
            return [];
        }

        var inside = ConnectionText.Secrets(value);
        return ConnectionText.IsKey(key) || !(isMountedSecret || SecretRedaction.IsSecretName(key)) || IsWord(value)
            ? inside
            : inside.Append(value.Trim()).Concat(value.Split('\n', StringSplitOptions.TrimEntries));
    }

    // Masking these would say nothing and spoil every line.
    private static bool IsWord(string value) =>
        bool.TryParse(value, out _) || Enum.TryParse<LogLevel>(value, ignoreCase: true, out _) || DurationText.TryParse(value, out _);
}
