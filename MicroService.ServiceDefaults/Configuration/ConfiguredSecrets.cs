using System.Security.Cryptography;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Finds the secrets of a configuration.</summary>
internal static class ConfiguredSecrets
{
    private const int LeastSecret = 6;

    private static readonly string[] Nouns = ["password", "passwd", "pwd", "psw", "secret", "token", "key", "credential"];

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
        return ConnectionText.IsKey(key) || !(isSecret || SecretRedaction.IsSecretName(key)) || IsWord(key, value) ? inside
            : PemEncoding.TryFind(value, out _) ? inside.Concat(Keys(value))
            : inside.Append(value.Trim()).Concat(value.Split('\n', StringSplitOptions.TrimEntries)).Concat(Pairs(value)).Where(secret => !IsWord(key, secret));
    }

    // Headers, as name=value,name=value: each value appears alone where they are sent, without the encoding of the list, and a token without its scheme.
    private static IEnumerable<string> Pairs(string value) =>
        from pair in value.Split(',')
        let sign = pair.IndexOf('=', StringComparison.Ordinal)
        where sign > 0
        let encoded = pair[(sign + 1)..].Trim()
        let sent = Uri.UnescapeDataString(encoded)
        from secret in (string[])[encoded, sent, sent[(sent.LastIndexOf(' ') + 1)..]]
        where secret.Length > 0
        select secret;

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

    // Masking these would say nothing and spoil every line. What looks like a time is one under Secrets:PollInterval, but not under Password.
    private static bool IsWord(string key, string value) =>
        bool.TryParse(value, out _) || (Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level))
        || (DurationText.TryParse(value, out _) && (value.Length < LeastSecret || !Nouns.Any(noun => key.EndsWith(noun, StringComparison.OrdinalIgnoreCase))));
}
