using System.Text.RegularExpressions;

namespace MicroService.Tests.Conventions;

public sealed partial class CommentTests
{
    private const double HighestShare = 0.08;

    [Fact]
    public void Comments_AreFewInEveryProject() =>
        Convention.Holds(
            $"Comments say why, in at most {HighestShare:P0} of a project's lines.",
            from project in SourceTree.CSharp.GroupBy(file => file.Project)
            let share = project.Sum(CommentLines) / (double)project.Sum(file => file.LineCount)
            where share > HighestShare
            select $"{project.Key}: {share:P1}");

    [Fact]
    public void Comment_PutsNothingOff() =>
        Convention.Holds(
            "Nothing is left for later.",
            from file in SourceTree.CSharp
            from comment in file.Comments
            where PutOff().IsMatch(comment.ToString())
            select $"{file.Path}: {comment}");

    [Fact]
    public void Code_IsImplemented() =>
        Convention.Holds(
            "No member throws that it is not implemented.",
            from file in SourceTree.CSharp
            from token in file.Root.DescendantTokens()
            where token.Text is nameof(NotImplementedException) && file.Name != nameof(CommentTests)
            select file.At(token));

    private static int CommentLines(SourceFile file) =>
        file.Comments.Sum(comment => comment.GetLocation().GetLineSpan() is var span ? span.EndLinePosition.Line - span.StartLinePosition.Line + 1 : 0);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex PutOff();
}
