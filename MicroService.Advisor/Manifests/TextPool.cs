namespace MicroService.Advisor.Manifests;

/// <summary>
/// Keeps one string of each short text of a file, as manifests have the same few keys and values over and over, and one buffer for its
/// large documents.
/// </summary>
internal sealed class TextPool
{
    private const int LongestKept = 64;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private char[] _buffer = [];

    /// <summary>A buffer of at least this length, until the next is asked for.</summary>
    public char[] Buffer(int length) => _buffer.Length >= length ? _buffer : _buffer = GC.AllocateUninitializedArray<char>(length);

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
