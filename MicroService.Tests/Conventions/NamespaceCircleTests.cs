namespace MicroService.Tests.Conventions;

public sealed class NamespaceCircleTests
{
    public static TheoryData<string> Products =>
        [.. SourceTree.Projects.Where(project => project.StartsWith("MicroService.", StringComparison.Ordinal) && project is not "MicroService.Tests" and not "MicroService.Benchmarks")];

    [Theory]
    [MemberData(nameof(Products))]
    public void Namespaces_FormNoCircle(string project)
    {
        var graph = NamespaceGraph.Of(project);

        Convention.Holds(
            "Namespaces form no circles, so that each can be read, tested and moved alone.",
            graph.Circles().Select(circle => $"{string.Join(' ', circle)}\n    {string.Join("\n    ", graph.Between([.. circle]))}"));
    }
}
