using System.Text.Json;

namespace MicroService.Advisor.Manifests;

/// <summary>Explains a JSON syntax error and its fix: trailing commas, comments and truncated files are the usual causes.</summary>
internal static class JsonSyntaxMessage
{
    /// <param name="error">The error of the parser.</param>
    /// <param name="before">The text before the error.</param>
    /// <param name="text">The whole text.</param>
    public static string Of(JsonException error, ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        var last = before.TrimEnd(" \t\r\n"u8) is [.., var character] ? character : default;
        var next = text[before.Length..] is [var first, ..] ? first : default;
        return (last, next) switch
        {
            ((byte)',', (byte)'}' or (byte)']') => $"JSON allows no comma before '{(char)next}'. Remove the comma.",
            (_, (byte)'/') => "JSON allows no comments. Remove the comment.",
            (_, (byte)'\'') => "JSON strings are written in double quotes.",
            _ when text[before.Length..].IndexOfAnyExcept(" \t\r\n"u8) < 0 => "The text ends before its objects, arrays and strings are closed. The file may be truncated.",
            _ => Sentence(error.Message),
        };
    }

    // The parser appends positions of its own, which count bytes from 0.
    private static string Sentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
