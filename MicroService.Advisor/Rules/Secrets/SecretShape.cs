using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>
/// Tells by name and look whether a value is a secret. It would rather miss one than cry wolf: names of secrets, paths,
/// references and switches are none.
/// </summary>
public static partial class SecretShape
{
    // The API server takes no ConfigMap or Secret over 1 MiB.
    private const int Longest = 1 << 20;

    // Of a connection string's setting, or a web token's header.
    private const int LongestPart = 512;

    private static readonly string[] Switches =
        ["true", "false", "yes", "no", "on", "off", "none", "null", "nil", "default", "enabled", "disabled", "required", "optional", "redacted", "file", "env"];

    private static readonly string[] References = ["vault:", "ref+", "arn:", "projects/", "secretref:", "op://", "ssm:", "kms:", "file:", "env:", "http://", "https://", "azurekeyvault:"];

    // Known tokens first: they are secrets whatever they are called.
    private static readonly (string What, Regex Look)[] Looks =
    [
        ("a private key", PrivateKey()), ("an AWS access key", AwsKey()), ("a GitHub token", GitHubToken()), ("a GitLab token", GitLabToken()),
        ("a Slack token", SlackToken()), ("a Google API key", GoogleKey()), ("a Stripe key", StripeKey()), ("a Vault token", VaultToken()),
        ("a Slack webhook", SlackWebhook()), ("a shared access signature", AccessSignature()),
    ];

    /// <summary>What secret it is, such as "a password", or null; never anything of the value.</summary>
    /// <param name="name">The name of the variable or setting; empty if there is none.</param>
    /// <param name="value">The value.</param>
    public static string? Of(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        value = value.Length > Longest ? value[..Longest] : value;
        foreach (var (what, look) in Looks)
        {
            if (look.IsMatch(value))
            {
                return what;
            }
        }

        // Hardly any value has the part that is looked for first.
        if (WebTokenTail().IsMatch(value) && HasWebToken(value))
        {
            return "a JSON web token";
        }

        if (Authorization().IsMatch(value))
        {
            return "an authorization header";
        }

        if (UserInfo().IsMatch(value) && UserInfo().Matches(value).Any(static match => IsLiteral(match.Groups["password"].Value)))
        {
            return "a URL with a password";
        }

        if (PasswordPart().IsMatch(value) && HasPasswordPart(value))
        {
            return "a connection string with a password";
        }

        return SecretName.KindOf(name) is { } kind && IsSecret(kind, value.Trim()) ? $"a {kind}" : OfHeaders(name, value);
    }

    private static bool HasWebToken(string value) =>
        WebTokenTail().Matches(value).Any(tail => WebTokenHead().IsMatch(LastPart(value, tail.Index, '.', '\n')));

    private static bool HasPasswordPart(string value) =>
        PasswordPart().Matches(value)
            .Any(part => IsLiteral(part.Groups["password"].Value.Trim()) && SettingPart().IsMatch(LastPart(value, part.Index, ';', '\n')));

    // OTEL_EXPORTER_OTLP_HEADERS and its like: name=value,name=value, each value encoded as in a URL.
    private static string? OfHeaders(string? name, string value) => name is null || !name.EndsWith("headers", StringComparison.OrdinalIgnoreCase) ? null
        : value.Split(',').Select(static pair => pair.Split('=', 2)).Where(static pair => pair.Length == 2)
            .Select(static pair => Of(pair[0].Trim(), Uri.UnescapeDataString(pair[1]))).FirstOrDefault(static secret => secret is not null);

    private static bool IsSecret(string kind, string value) =>
        IsLiteral(value)
        && !Switches.Contains(value, StringComparer.OrdinalIgnoreCase)
        && !References.Any(prefix => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        && !FilePath().IsMatch(value)
        && !(value.All(char.IsAsciiDigit) && (kind != "password" || value.Length < 4))
        && (kind == "password" || !NameOfSecret().IsMatch(value))
        && (kind != SecretName.Login || (UserAndPassword().Match(value) is { Success: true } pair && IsLiteral(pair.Groups["password"].Value)));

    // What stands between the last separator and an end. Patterns that began at the front would be tried from every letter of a long value;
    // so the rare part behind is found first, and the part before it looked at once.
    private static string LastPart(string value, int end, char separator, char lineEnd)
    {
        var before = value.AsSpan(Math.Max(0, end - LongestPart), Math.Min(end, LongestPart));
        return before[(before.LastIndexOfAny(separator, lineEnd) + 1)..].ToString();
    }

    // $(VAR), ${VAR}, %VAR%, <password>, {{ .Values.x }}, __TOKEN__, ***: something else is to be put there.
    private static bool IsLiteral(string value) =>
        value.Length > 0 && value[0] is not ('$' or '<' or '%' or '{' or '*') && !value.Contains("$(", StringComparison.Ordinal) && !value.Contains("${", StringComparison.Ordinal)
        && !value.Contains("{{", StringComparison.Ordinal) && !Blank().IsMatch(value) && value.Any(letter => letter is not ('x' or 'X'));

    [GeneratedRegex("^__[A-Z][A-Z0-9_]*__$", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex("-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\b(AKIA|ASIA)[0-9A-Z]{16}\b", RegexOptions.CultureInvariant)]
    private static partial Regex AwsKey();

    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})", RegexOptions.CultureInvariant)]
    private static partial Regex GitHubToken();

    [GeneratedRegex(@"\bglpat-[\w-]{20}", RegexOptions.CultureInvariant)]
    private static partial Regex GitLabToken();

    [GeneratedRegex(@"\bxox[abprs]-[A-Za-z0-9-]{10}", RegexOptions.CultureInvariant)]
    private static partial Regex SlackToken();

    [GeneratedRegex(@"\bAIza[\w-]{35}", RegexOptions.CultureInvariant)]
    private static partial Regex GoogleKey();

    [GeneratedRegex(@"\b[rs]k_(live|test)_[0-9A-Za-z]{16}", RegexOptions.CultureInvariant)]
    private static partial Regex StripeKey();

    [GeneratedRegex(@"\bhvs\.[\w-]{20}", RegexOptions.CultureInvariant)]
    private static partial Regex VaultToken();

    [GeneratedRegex(@"\bhooks\.slack\.com/(services|workflows)/[\w/]{0,60}/\w{16}", RegexOptions.CultureInvariant)]
    private static partial Regex SlackWebhook();

    [GeneratedRegex(@"[?&;]sig=[\w%+/-]{20}", RegexOptions.CultureInvariant)]
    private static partial Regex AccessSignature();

    // Prose goes on in words: a token has a digit.
    [GeneratedRegex(@"(^|[:=""'])\s{0,5}(Bearer|Basic)(\s|%20){1,5}(?=[A-Za-z_.~+/-]{0,200}\d)[\w.~+/-]{16}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"\.eyJ[\w-]{8,500}\.[\w-]{16}", RegexOptions.CultureInvariant)]
    private static partial Regex WebTokenTail();

    [GeneratedRegex(@"\beyJ[\w-]{8}", RegexOptions.CultureInvariant)]
    private static partial Regex WebTokenHead();

    [GeneratedRegex(@"://[^\s/:@?#]{0,100}:(?<password>[^\s/@?#]{1,200})@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    // user:password, where it is neither host:port nor the begin of a URL; neo4j/password.
    [GeneratedRegex(@"^([\w.@+-]{1,64}:(?!//)(?!\d{1,5}$)|neo4j/)(?<password>[^\s,]{1,200})$", RegexOptions.CultureInvariant)]
    private static partial Regex UserAndPassword();

    [GeneratedRegex(@";\s{0,5}(password|pwd|accountkey|sharedaccesskey)\s{0,5}=(?<password>[^;\n]{1,200})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PasswordPart();

    [GeneratedRegex("[\\w ]=.", RegexOptions.CultureInvariant)]
    private static partial Regex SettingPart();

    [GeneratedRegex(@"^(\.{0,2}|~|[A-Za-z]:)?[/\\][\w.@/\\-]{0,300}$", RegexOptions.CultureInvariant)]
    private static partial Regex FilePath();

    [GeneratedRegex("^[a-z0-9.-]{0,230}-(secrets?|tls|certs?|creds|credentials|tokens?|keys?|password)$", RegexOptions.CultureInvariant)]
    private static partial Regex NameOfSecret();
}
