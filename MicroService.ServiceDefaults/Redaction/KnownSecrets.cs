using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Redaction;

/// <summary>Secrets known by their value, also as they look in a URL, in JSON or in base64. Looking for all of them costs one pass over a text.</summary>
internal sealed class KnownSecrets
{
    /// <summary>Shorter ones would mask half of every line.</summary>
    public const int MinLength = 6;

    /// <summary>How many secrets are remembered that are no longer in use.</summary>
    public const int MaxPast = 256;

    private readonly Lock _lock = new();
    private HashSet<string> _inUse = [];
    private string[] _past = [];
    private volatile Index _index = new([]);

    /// <summary>Sets the secrets in use. The last <see cref="MaxPast"/> secrets before them stay known.</summary>
    public void Learn(IEnumerable<string> secrets)
    {
        lock (_lock)
        {
            var inUse = secrets.Where(static secret => secret.Length >= MinLength).ToHashSet(StringComparer.Ordinal);
            if (inUse.SetEquals(_inUse))
            {
                return;
            }

            _past = [.. _past.Concat(_inUse).Where(secret => !inUse.Contains(secret)).TakeLast(MaxPast)];
            _inUse = inUse;
            _index = new Index([.. _past.Concat(inUse).SelectMany(Forms).Distinct(StringComparer.Ordinal)]);
        }
    }

    /// <summary>The text with all known secrets masked; the same instance when there are none.</summary>
    public string Redact(string text)
    {
        var index = _index;
        if (index.Forms.Length == 0 || !text.AsSpan().ContainsAny(index.Search))
        {
            return text;
        }

        foreach (var form in index.LongestFirst)
        {
            text = text.Replace(form, SecretRedaction.Mask, StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        new PathString($"/{secret}").ToUriComponent()[1..],
        // A path that was decoded keeps its encoded slashes.
        secret.Replace("/", "%2F", StringComparison.Ordinal),
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='),
    ];

    private sealed class Index(string[] forms)
    {
        public string[] Forms { get; } = forms;

        public string[] LongestFirst { get; } = [.. forms.OrderByDescending(static form => form.Length)];

        public SearchValues<string> Search { get; } = SearchValues.Create(forms, StringComparison.Ordinal);
    }
}
