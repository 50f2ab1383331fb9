using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>Tells by the name of a variable or setting what kind of secret it is to hold.</summary>
internal static partial class SecretName
{
    // The last word counts: DB_PASSWORD is a password, DB_PASSWORD_FILE, SECRET_NAME and TOKEN_TTL are not.
    private static readonly (string Ending, string Kind)[] Endings =
    [
        ("password", "password"), ("passwd", "password"), ("passphrase", "password"),
        ("apikey", "key"), ("accesskey", "key"), ("secretkey", "key"), ("privatekey", "key"), ("signingkey", "key"), ("encryptionkey", "key"),
        ("accountkey", "key"), ("secretkeybase", "key"), ("masterkey", "key"), ("jwtkey", "key"), ("hmackey", "key"), ("sharedkey", "key"),
        ("erlangcookie", "secret"), ("releasecookie", "secret"), ("requirepass", "password"), ("masterauth", "password"),
        ("redisauth", "password"), ("valkeyauth", "password"), ("secret", "secret"), ("token", "token"), ("credential", "credential"), ("credentials", "credential"),
    ];

    // Names, and marks in a text: etcd's cluster token only keeps clusters apart (etcd.io/docs, initial-cluster-token), models have tokens for
    // the begin and end of a text.
    private static readonly string[] Harmless =
        ["initialclustertoken", "bostoken", "eostoken", "padtoken", "unktoken", "septoken", "clstoken", "masktoken", "stoptoken"];

    private const int LongestOnStack = 256;

    /// <summary>The kind of a user with a password.</summary>
    public const string Login = "login";

    private static readonly string[] WholeWords = ["pwd", "pass", "pw"];

    /// <summary>
    /// Whether a value may be a secret by what it is called: its key, the variable that it is the value of, or the argument before it.
    /// </summary>
    public static bool Covers(Node value, string key) => KindOf(value.Parent switch
    {
        MappingNode entry when key == "value" => entry.Text("name") ?? key,
        SequenceNode list when list.IndexOf(value) is > 0 and var at && list.Items[at - 1] is ScalarNode before => before.Value,
        _ => key,
    }) is not null;

    /// <summary>The kind, such as <c>password</c>, or null if the name is not one of a secret.</summary>
    public static string? KindOf(string name)
    {
        Span<char> joined = name.Length <= LongestOnStack ? stackalloc char[name.Length] : new char[name.Length];
        var (count, length, last) = (0, 0, default(Range));
        foreach (var word in Word().EnumerateMatches(name))
        {
            name.AsSpan(word.Index, word.Length).CopyTo(joined[length..]);
            last = length..(length + word.Length);
            length += word.Length;
            count++;
        }

        joined = joined[..length];
        if (count > 1)
        {
            foreach (var whole in WholeWords)
            {
                if (MemoryExtensions.Equals(joined[last], whole, StringComparison.OrdinalIgnoreCase))
                {
                    return "password";
                }
            }
        }

        foreach (var harmless in Harmless)
        {
            if (joined.EndsWith(harmless, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        foreach (var (ending, kind) in Endings)
        {
            if (joined.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        // BASIC_AUTH, NEO4J_AUTH: only the value tells whether it is a user with a password or a method.
        return count > 1 && MemoryExtensions.Equals(joined[last], "auth", StringComparison.OrdinalIgnoreCase) ? Login : null;
    }

    // Words of snake_case, kebab-case, dotted.names and camelCase; numbers at the end count for nothing.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
