using System.Collections;
using System.Globalization;

namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Values of log fields as they may leave the process: without secrets, bounded, and of a type that every receiver can write.</summary>
internal static class LogValue
{
    /// <summary>A number, a switch, a text or an array of texts; null stays null.</summary>
    public static object? Of(string name, object? value) => value switch
    {
        null => null,
        _ when SecretRedaction.IsSecretName(name) => SecretRedaction.Mask,
        bool or int or long or decimal => value,
        double number when double.IsFinite(number) => value,
        string text => BoundedText.Redact(text, BoundedText.Field),
        TimeSpan duration => duration.TotalSeconds,
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        IEnumerable<string> items => items.Take(BoundedText.Items).Select(static item => BoundedText.Redact(item, BoundedText.Item)).ToArray(),
        IEnumerable and not IFormattable => value.GetType().Name,
        IFormattable formattable => BoundedText.Redact(formattable.ToString(null, CultureInfo.InvariantCulture), BoundedText.Field),
        _ => BoundedText.Redact(value.ToString() ?? "", BoundedText.Field),
    };
}
