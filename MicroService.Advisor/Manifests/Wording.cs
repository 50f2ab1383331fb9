namespace MicroService.Advisor.Manifests;

/// <summary>Puts values of a manifest into messages.</summary>
internal static class Wording
{
    private const int Longest = 60;

    /// <summary>A text, cut after <paramref name="longest"/> characters if it is longer. A surrogate pair is not cut in two.</summary>
    public static string Cut(string text, int longest = Longest) =>
        text.Length <= longest ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)}…";

    /// <summary>A text in quotes, cut if it is long.</summary>
    public static string Quote(string text) => $"\"{Cut(text)}\"";

    /// <summary><c>a, b or c</c>.</summary>
    public static string Or(params ReadOnlySpan<string> values) => values switch
    {
        [] => "nothing",
        [var only] => only,
        [.. var first, var last] => $"{string.Join(", ", first!)} or {last}",
    };
}
