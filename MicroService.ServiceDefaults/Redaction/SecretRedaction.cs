using System.Buffers;
using System.Text.RegularExpressions;

namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Takes secrets out of texts that leave the process: log lines, health answers, configuration listings.</summary>
public static partial class SecretRedaction
{
    /// <summary>What a secret looks like wherever it is shown.</summary>
    public const string Mask = "***";

    private static readonly KnownSecrets Known = new();

    private static readonly SearchValues<string> Hints = SearchValues.Create(
        ["password", "passwd", "pwd", "psw", "secret", "token", "apikey", "api_key", "api-key", "accountkey", "account_key", "account-key", "accesskey", "access_key", "access-key", "authorization", "bearer", "basic", "credential", "://"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a field or setting of this name holds a secret, whatever its value looks like: <c>Password</c> and <c>Upstream:ApiToken</c>, but neither <c>TokenCount</c> nor <c>SecretsFolder</c>.</summary>
    public static bool IsSecretName(string name) => SecretName.Is(name);

    /// <summary>
    /// The value of a setting as it may be shown: masked whole where the key names a secret, without its password where it is a
    /// connection string, else redacted.
    /// </summary>
    public static string? RedactSetting(string key, string? value) =>
        value is null ? null
        : ConnectionText.IsKey(key) ? RedactKnown(ConnectionText.Mask(value))
        : IsSecretName(key) ? Mask
        : Redact(value);

    /// <summary>Sets the secrets in use, which are masked wherever they appear. Earlier ones stay masked, because a rotated secret may still be in use.</summary>
    public static void Learn(IEnumerable<string> secrets) => Known.Learn(secrets);

    /// <summary>The text with the known secrets masked, and nothing else; the same instance when there are none.</summary>
    public static string RedactKnown(string text) => Known.Redact(text);

    /// <summary>The text with known secrets, passwords, tokens and the user part of addresses masked; the same instance when there are none.</summary>
    public static string Redact(string text)
    {
        text = RedactKnown(text);
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return text;
        }

        // Each expression takes time proportional to the text, whatever is in it: texts come from callers, too.
        text = Assignment().Replace(text, $"$1{Mask}");
        text = Bearer().Replace(text, $"$1{Mask}");
        return UserInformation().Replace(text, $"$1{Mask}@");
    }

    [GeneratedRegex("""((?:password|passwd|pwd|psw|secret|token|api[_-]?key|account[_-]?key|access[_-]?key|credential)["']?\s*[=:]\s*)("(?:[^"]|"")*"?|'(?:[^']|'')*'?|[^\s;,&"'}]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex("""((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex("""(://)[^\s/@]+@""", RegexOptions.CultureInvariant)]
    private static partial Regex UserInformation();
}
