using System.Buffers;
using System.Globalization;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.CustomResources;

/// <summary>The formats of texts that the API server checks in custom resources.</summary>
/// <remarks>k8s.io/kube-openapi, pkg/validation/strfmt. Formats that are not here, and ones that the server does not know, allow every
/// text.</remarks>
internal static class TextFormat
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> DigitsAndSpace = SearchValues.Create("0123456789. ");

    private static readonly string[] Units =
    [
        "ns", "us", "µs", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours",
        "d", "day", "days", "w", "wk", "wks", "week", "weeks",
    ];

    /// <summary>What to write for a text that does not have its format, or null.</summary>
    public static string? Instead(string format, string text) => format.Replace("-", "", StringComparison.Ordinal) switch
    {
        "datetime" when !ScalarFormat.IsTime(text.ToUpperInvariant(), isMicro: false) => "a time such as 2026-01-31T12:00:00Z",
        "date" when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "a date such as 2026-01-31",
        "duration" when !IsDuration(text) => "a duration such as 90s or 1h30m",
        "uri" when !IsUri(text) => "a URI such as https://example.com/path",
        "ipv4" when NetworkAddress.Parse(text) is not { } || text.Contains(':', StringComparison.Ordinal) => "an IPv4 address such as 10.9.8.7",
        "ipv6" when NetworkAddress.Parse(text) is null || !text.Contains(':', StringComparison.Ordinal) => "an IPv6 address such as 2001:db8::1",
        "cidr" when NetworkAddress.ParseRange(text) is null => "a range such as 10.9.8.0/24",
        "byte" when !ScalarFormat.IsBase64(text) => "Base64",
        "uuid" when !IsUuid(text) => "a UUID",
        _ => null,
    };

    private static bool IsUuid(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 32 && digits.All(char.IsAsciiHexDigit);
    }

    // Go's net/url.ParseRequestURI: an absolute path, or a scheme and something behind it.
    private static bool IsUri(string text)
    {
        if (text.Any(character => character is < ' ' or '\u007f'))
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return text.StartsWith('/')
            || (colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '-' or '.'));
    }

    // What Go's time.ParseDuration takes, or numbers with the longer units, or, for all that is behind it, one such unit.
    private static bool IsDuration(string text)
    {
        var rest = text.AsSpan().TrimStart("+-");
        if (rest is "0")
        {
            return true;
        }

        // A duration of ISO 8601, such as PT30S, ends as one of these does.
        if (rest.Length > 1 && rest[0] is 'P' or 'p')
        {
            rest = rest[1..].TrimStart("Tt");
        }

        var count = 0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0)
            {
                return false;
            }

            rest = rest[digits..].TrimStart(' ');
            var unit = rest.IndexOfAny(DigitsAndSpace) is >= 0 and var end ? end : rest.Length;
            if (!Units.Contains(rest[..unit].ToString().ToLowerInvariant()))
            {
                return false;
            }

            rest = rest[unit..].TrimStart(' ');
            count++;
        }

        return count > 0;
    }
}
