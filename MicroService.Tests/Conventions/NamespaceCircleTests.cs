using MicroService.Tests.Corpora;

namespace MicroService.Tests.Conventions;

public sealed class NamespaceCircleTests
{
    private const string List = "MicroService.Tests/Conventions/circles.txt";

    public static TheoryData<string> Products =>
        [.. SourceTree.Projects.Where(project => project.StartsWith("MicroService.", StringComparison.Ordinal) && project is not "MicroService.Tests" and not "MicroService.Benchmarks")];

    [Theory]
    [MemberData(nameof(Products))]
    public void Circle_IsOneOfThoseLeft(string project)
    {
        var graph = NamespaceGraph.Of(project);

        Convention.Holds(
            $"Namespaces form no circles, so that each can be read, tested and moved alone. {List} holds the circles that are left, and may only shrink.",
            from circle in graph.Circles()
            where !Left(project).Contains(Line(circle))
            select $"{Line(circle)}\n    {string.Join("\n    ", graph.Between([.. circle]))}");
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void ListedCircle_StillExists(string project) =>
        Convention.Holds(
            $"A circle that was broken or got smaller is taken out of {List}; what is left of it stays.",
            Left(project).Except(NamespaceGraph.Of(project).Circles().Select(Line)));

    [Fact]
    public void ListedCircle_IsOfAProduct() =>
        Convention.Holds("A circle is one of a product.", Lines().Except(Products.SelectMany(project => Left(project.Data))));

    private static string Line(IEnumerable<string> circle) => string.Join(" ", circle);

    private static IEnumerable<string> Left(string project) =>
        Lines().Where(line => line.Split(' ')[0] is var first && (first == project || first.StartsWith(project + ".", StringComparison.Ordinal)));

    private static IEnumerable<string> Lines() => File.ReadLines(RepositoryRoot.Combine(List)).Where(line => line.Length > 0 && line[0] != '#');
}
