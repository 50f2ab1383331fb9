namespace MicroService.Advisor.Printing;

/// <summary>The house style of a document, so that what is added looks like what was there.</summary>
/// <param name="NewLine">The line ending.</param>
/// <param name="IndentsSequences">True if a sequence in a mapping is indented below its key.</param>
internal sealed record BlockStyle(string NewLine, bool IndentsSequences)
{
    public static BlockStyle Default { get; } = new("\n", IndentsSequences: false);
}
