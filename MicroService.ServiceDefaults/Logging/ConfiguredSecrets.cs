using System.Security.Cryptography;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Finds the secrets of a configuration.</summary>
internal static class ConfiguredSecrets
{
    /// <summary>What settings of secret names or <paramref name="secretKeys"/> hold, passwords within any connection string, and what is in the secrets folder.</summary>
    public static IEnumerable<string> In(IConfiguration configuration, IReadOnlySet<string> secretKeys)
    {
        var mounted = configuration is IConfigurationRoot root
            ? root.Providers.OfType<MountedConfigurationProvider>().SelectMany(static provider => provider.Secrets.Files).Select(static file => (file.Key, (string?)file.Value.Value, true))
            : [];
        return
        [
            .. configuration.AsEnumerable().Select(setting => (setting.Key, setting.Value, secretKeys.Contains(setting.Key))).Concat(mounted)
                .SelectMany(static setting => Of(setting.Key, setting.Item2, setting.Item3)),
        ];
    }

    private static IEnumerable<string> Of(string key, string? value, bool isSecret)
    {
        if (value is null)
        {
            return [];
        }

        var inside = ConnectionText.Secrets(value);
        return ConnectionText.IsKey(key) || !(isSecret || SecretRedaction.IsSecretName(key)) || IsWord(value) ? inside
            : PemEncoding.TryFind(value, out _) ? inside.Concat(Keys(value))
            : inside.Append(value.Trim()).Concat(value.Split('\n', StringSplitOptions.TrimEntries)).Concat(Pairs(value)).Where(static secret => !IsWord(secret));
    }

    // Headers, as name=value,name=value: each value appears alone where they are sent.
    private static IEnumerable<string> Pairs(string value) =>
        from pair in value.Split(',')
        let sign = pair.IndexOf('=', StringComparison.Ordinal)
        where sign > 0
        select pair[(sign + 1)..].Trim();

    // Certificates are public, and a bundle has thousands of lines. A key counts as a whole: as it is written, and as one line.
    private static IEnumerable<string> Keys(string pem)
    {
        while (PemEncoding.TryFind(pem, out var fields))
        {
            if (pem[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                yield return pem[fields.Location];
                yield return pem[fields.Base64Data].ReplaceLineEndings("");
            }

            pem = pem[fields.Location.End..];
        }
    }

    // Masking these would say nothing and spoil every line.
    private static bool IsWord(string value) =>
        bool.TryParse(value, out _) || (Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level)) || DurationText.TryParse(value, out _);
}
