namespace MicroService.Api.Problems;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Source">The document's name.</param>
/// <param name="Line">From 1; 0 if the whole document is meant.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 if the whole document is meant.</param>
/// <param name="Code">A stable kebab-case word, such as <c>duplicate-key</c>.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
public sealed record DocumentProblem(string Source, int Line, int Column, string Code, string Message);
