using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Tells by the words of a name whether its value is a secret: <c>ClientSecret</c> is one, <c>SecretsFolder</c> says where some are.</summary>
internal static partial class SecretName
{
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        ["pass", "pwd", "psw", "secret", "key", "token", "credential", "authorization", "cookie", "connection"],
        StringComparison.OrdinalIgnoreCase);

    // Also at the end of words that are written as one, such as PGPASSWORD.
    private static readonly string[] Secrets = ["password", "passwd", "passphrase", "secret", "credential"];

    private static readonly HashSet<string> Words = new(["pwd", "psw", "authorization", "cookie", "apikey", "accesskey", "privatekey", "accountkey", "connectionstring"], StringComparer.Ordinal);

    private static readonly HashSet<string> KeyKinds = new(
        ["api", "access", "account", "private", "shared", "signing", "encryption", "master", "session", "storage", "subscription"], StringComparer.Ordinal);

    // What is said about a secret, not the secret. A last word that is missing here masks too much rather than too little.
    private static readonly HashSet<string> Descriptions = new(
        [
            "folder", "file", "path", "directory", "dir", "name", "url", "uri", "endpoint", "address", "host", "port",
            "interval", "lifetime", "timeout", "ttl", "age", "expiry", "expiration", "rotation", "poll", "count", "length", "size", "limit", "rate",
            "enabled", "required", "policy", "type", "kind", "scheme", "format", "algorithm", "issuer", "audience", "provider", "rotated", "version",
        ],
        StringComparer.Ordinal);

    public static bool Is(string name)
    {
        if (!name.AsSpan().ContainsAny(Hints))
        {
            return false;
        }

        // The working directory of a shell and the one before it.
        if (name is "PWD" or "OLDPWD")
        {
            return false;
        }

        var segments = name.Replace("__", ":", StringComparison.Ordinal).Split(':', StringSplitOptions.RemoveEmptyEntries);
        var last = segments.Length == 0 ? [] : WordsOf(segments[^1]);
        return !(last.Count > 0 && Descriptions.Contains(last[^1]))
            && (IsSecret(last)
                // What is named below, such as Passwords:admin and ApiKeys:0.
                || segments.SkipLast(1).Any(static parent => IsSecret(WordsOf(parent))));
    }

    private static bool IsSecret(List<string> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (Words.Contains(word) || Array.Exists(Secrets, secret => word.EndsWith(secret, StringComparison.Ordinal))
                || (index > 0 && word == "key" && KeyKinds.Contains(words[index - 1]))
                || (index > 0 && word == "string" && words[index - 1] == "connection"))
            {
                return true;
            }
        }

        // Tokens are also what is counted and parsed, so the word has to be the last.
        return words is [.., var end] && end.EndsWith("token", StringComparison.Ordinal);
    }

    // Lower case and singular; numbers are not words.
    private static List<string> WordsOf(string segment) =>
    [
        .. from match in Letters().Matches(JsonNamingPolicy.SnakeCaseLower.ConvertName(segment))
           let word = match.Value
           select word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word,
    ];

    [GeneratedRegex("[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();
}
