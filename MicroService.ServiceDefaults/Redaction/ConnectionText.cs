namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Connection strings as they may be shown, and what in them may not: <c>Host=db;Password=x</c>, <c>cache:6379,password=x</c> and <c>redis://user:x@cache</c>.</summary>
internal static class ConnectionText
{
    /// <summary>Where .NET keeps connection strings.</summary>
    public const string Section = "ConnectionStrings";

    /// <summary>Whether the key is that of a connection string.</summary>
    public static bool IsKey(string key) => key.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text with its secrets masked; host and user stay readable.</summary>
    public static string Mask(string text) =>
        Secrets(text).OrderByDescending(static secret => secret.Length).Aggregate(text, static (masked, secret) => masked.Replace(secret, SecretRedaction.Mask, StringComparison.Ordinal));

    /// <summary>The passwords and keys in the text.</summary>
    public static IEnumerable<string> Secrets(string text)
    {
        // A password may hold the separator of the other notation, so both readings count.
        foreach (var separator in (char[])[';', ','])
        {
            foreach (var part in Parts(text, separator))
            {
                if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && IsSecret(part[..equals]))
                {
                    var value = part[(equals + 1)..].Trim();
                    var isQuoted = value is ['"', .., '"'] or ['\'', .., '\''];
                    var bare = isQuoted ? value[1..^1] : value;
                    if (bare.Length > 0)
                    {
                        yield return bare;
                    }

                    // A quote within quotes is doubled: what the server is told has one.
                    if (isQuoted && bare.Contains(value[0], StringComparison.Ordinal))
                    {
                        yield return bare.Replace(new string(value[0], 2), value[..1], StringComparison.Ordinal);
                    }
                }
            }
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && address.UserInfo.Length > colon + 1)
        {
            yield return address.UserInfo[(colon + 1)..];
        }
    }

    private static bool IsSecret(string name) =>
        name.Trim().Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is "PASSWORD" or "PWD" or "PSW" or "PASSWD" or "SSLPASSWORD" or "ACCESSKEY" or "ACCOUNTKEY" or "SHAREDACCESSKEY" or "SECRET" or "TOKEN";

    private static IEnumerable<string> Parts(string text, char separator)
    {
        var (start, quote) = (0, '\0');
        for (var index = 0; index <= text.Length; index++)
        {
            if (index == text.Length || (quote == '\0' && text[index] == separator))
            {
                yield return text[start..index];
                start = index + 1;
            }
            else if (text[index] == quote)
            {
                // Doubled, it is one of the value's own.
                (index, quote) = text.AsSpan(index + 1) is [var next, ..] && next == quote ? (index + 1, quote) : (index, '\0');
            }
            else if (quote == '\0' && text[index] is '"' or '\'' && text.AsSpan(start, index - start).TrimEnd() is [.., '='])
            {
                quote = text[index];
            }
        }
    }
}
