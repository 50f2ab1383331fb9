using System.Buffers;
using System.Text.RegularExpressions;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Takes secrets out of texts that leave the process: log lines, health answers, configuration listings.</summary>
public static partial class SecretRedaction
{
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        ["password", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accountkey", "accesskey", "authorization", "bearer ", "credential", "://"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> SecretNames = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "apikey", "api_key", "accesskey", "access_key", "privatekey", "private_key", "authorization", "credential", "connectionstring", "connection_string", "accesstoken", "access_token", "refreshtoken", "refresh_token", "bearertoken", "bearer_token", "cookie"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a field of this name holds a secret, whatever its value looks like.</summary>
    public static bool IsSecretName(string name) =>
        name.AsSpan().ContainsAny(SecretNames) || name.Equals("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a setting as it may be shown: masked whole where the key names a secret, else redacted.</summary>
    public static string? Redact(string key, string? value) =>
        value is null ? null : IsSecretName(key) ? OptionsReader.Mask : Redact(value);

    /// <summary>The text with passwords, tokens and the user part of addresses masked; the same instance when there are none.</summary>
    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return text;
        }

        text = Assignment().Replace(text, $"$1{OptionsReader.Mask}");
        text = Bearer().Replace(text, $"$1{OptionsReader.Mask}");
        return UserInformation().Replace(text, $"$1{OptionsReader.Mask}@");
    }

    [GeneratedRegex("""((?:password|passwd|pwd|secret|token|api[_-]?key|account[_-]?key|access[_-]?key|credential)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s;,&"'}]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex("""((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex("""(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInformation();
}
