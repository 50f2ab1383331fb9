using System.Text;

namespace MicroService.Advisor.Manifests;

/// <summary>The text of one document of a stream, its separator line included.</summary>
/// <param name="Utf8">The text.</param>
/// <param name="FirstLine">The number of its first line in the file, from 1.</param>
internal readonly record struct TextDocument(ReadOnlyMemory<byte> Utf8, int FirstLine)
{
    public string Text => Encoding.UTF8.GetString(Utf8.Span);

    public static TextDocument Of(string text) => new(Encoding.UTF8.GetBytes(text), 1);
}
