namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Cuts texts that would make a log line longer than collectors take, or an answer longer than callers read.</summary>
public static class BoundedText
{
    /// <summary>The longest message, in characters.</summary>
    public const int Message = 16 * 1024;

    /// <summary>The longest stack trace, in characters.</summary>
    public const int StackTrace = 32 * 1024;

    /// <summary>The longest value of a field, in characters.</summary>
    public const int Field = 4 * 1024;

    /// <summary>The most items of a list.</summary>
    public const int Items = 64;

    /// <summary>The longest item of a list, in characters.</summary>
    public const int Item = 256;

    // The longest secret whose beginning may lie within a text and whose end beyond its bound.
    private const int LongestSecret = 16 * 1024;

    /// <summary>The text's beginning without secrets, with how much was left out; the same instance when it fits and has none. Costs no more for a text of any length.</summary>
    public static string Redact(string text, int length)
    {
        if (text.Length <= length + LongestSecret)
        {
            return Cut(SecretRedaction.Redact(text), length);
        }

        // A secret that this cuts in two stays unmasked at the very end, which is left out, however short masks have made what is before it.
        var redacted = SecretRedaction.Redact(text[..(length + LongestSecret)]);
        var kept = Math.Clamp(redacted.Length - LongestSecret, 0, length);
        return $"{redacted.AsSpan(0, kept > 0 && char.IsHighSurrogate(redacted[kept - 1]) ? kept - 1 : kept)}… ({text.Length - kept} more characters)";
    }

    /// <summary>The text's beginning, with how much was left out; the same instance when it fits.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var kept = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return $"{text.AsSpan(0, kept)}… ({text.Length - kept} more characters)";
    }
}
