using System.Globalization;

namespace MicroService.Advisor.Validation;

/// <summary>Reads IP addresses as the API server does.</summary>
/// <remarks>k8s.io/apimachinery: pkg/util/validation/ip.go; Go's net/netip.</remarks>
internal static class IpAddress
{
    private const int Groups = 8;

    /// <summary>True for an IPv4 or IPv6 address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="isLenient">True to allow leading zeros, and IPv4 addresses in IPv6.</param>
    public static bool IsValid(string text, bool isLenient) =>
        text.Contains(':', StringComparison.Ordinal) ? IsSix(text, isLenient) : IsFour(text, isLenient);

    private static bool IsFour(ReadOnlySpan<char> text, bool isLenient)
    {
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            var digits = text[part];
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0' && !isLenient)
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > byte.MaxValue)
            {
                return false;
            }

            count++;
        }

        return count == 4;
    }

    private static bool IsSix(string text, bool isLenient)
    {
        var halves = text.Split("::");
        if (halves.Length > 2)
        {
            return false;
        }

        var groups = 0;
        for (var i = 0; i < halves.Length; i++)
        {
            if (halves[i].Length == 0)
            {
                if (halves.Length == 1)
                {
                    return false;
                }

                continue;
            }

            var parts = halves[i].Split(':');
            for (var j = 0; j < parts.Length; j++)
            {
                if (parts[j].Contains('.', StringComparison.Ordinal))
                {
                    if (i != halves.Length - 1 || j != parts.Length - 1 || !IsFour(parts[j], isLenient: false) || (IsMapped(text) && !isLenient))
                    {
                        return false;
                    }

                    groups += 2;
                }
                else if (parts[j].Length is 0 or > 4 || !parts[j].All(char.IsAsciiHexDigit))
                {
                    return false;
                }
                else
                {
                    groups++;
                }
            }
        }

        return halves.Length == 2 ? groups < Groups : groups == Groups;
    }

    private static bool IsMapped(string text) => text.StartsWith("::ffff:", StringComparison.OrdinalIgnoreCase);
}
