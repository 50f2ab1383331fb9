namespace MicroService.Tests.Conventions;

public sealed class FileSizeTests
{
    [Fact]
    public void Program_HasAtMost40Lines() =>
        Convention.Holds(
            "Program.cs reads as a table of contents, in at most 40 lines.",
            SourceTree.CSharp.Where(file => file.Name == "Program" && file.LineCount > 40).Select(file => $"{file.Path}: {file.LineCount} lines"));

    [Fact]
    public void Readme_HasAtMost150Lines() => Assert.InRange(SourceTree.Lines("README.md").Length, 1, 150);
}
