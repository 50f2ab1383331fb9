namespace MicroService.Advisor.Manifests;

/// <summary>Keeps one string of each short text, as manifests have the same few keys and values over and over.</summary>
internal sealed class TextPool
{
    private const int LongestKept = 64;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>The string that was kept for this text, or the text itself.</summary>
    public string Kept(string text)
    {
        if (text.Length > LongestKept)
        {
            return text;
        }

        if (_texts.TryGetValue(text, out var kept))
        {
            return kept;
        }

        _texts.Add(text);
        return text;
    }
}
