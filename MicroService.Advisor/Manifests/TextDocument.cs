namespace MicroService.Advisor.Manifests;

/// <summary>The text of one document of a stream, its separator line included.</summary>
/// <param name="Text">The text.</param>
/// <param name="FirstLine">The number of its first line in the file, from 1.</param>
internal readonly record struct TextDocument(string Text, int FirstLine);
