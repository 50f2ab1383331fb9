using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing;

public sealed class PublishReportTests
{
    private const string Stores = """
        { "resources": {
          "a": { "type": "container.v0", "image": "postgres:18.3" },
          "b": { "type": "container.v0", "image": "postgres:18.3" },
          "m": { "type": "container.v0", "image": "mongo:8.0", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 27017 } } },
          "w": { "type": "project.v0", "path": "w.csproj", "env": { "A": "b" } }
        } }
        """;

    private static readonly PublishRun Run = Publish(Stores);

    [Fact]
    public void WarningOfSeveral_IsSaidOnce() =>
        Assert.Single(Run.Report.Split('\n'), line => line.StartsWith("  look at a, b: PostgreSQL keeps its data", StringComparison.Ordinal));

    [Fact]
    public void ReplicasOfSingleStores_AreSaidOnceForAllOfThem() =>
        Assert.StartsWith("  a, b, m: ", Assert.Single(Run.Report.Split('\n'), line => line.Contains("[replicas]", StringComparison.Ordinal)), StringComparison.Ordinal);

    // One decision is one line: the digests of all images, the user of all unknown ones.
    [Fact]
    public void DecisionsThatAreAlike_AreOneLine()
    {
        var run = Publish("""
            { "resources": {
              "a": { "type": "container.v0", "image": "postgres:18.3" },
              "m": { "type": "container.v0", "image": "mongo:8.0" },
              "x": { "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile" } },
              "y": { "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile" } }
            } }
            """);

        var lines = run.Report.Split('\n');
        Assert.StartsWith("  StatefulSet/a, StatefulSet/m: ", Assert.Single(lines, line => line.Contains("[image-digest]", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("  Deployment/x, Deployment/y: Nothing is known", Assert.Single(lines, line => line.Contains("run-as-non-root", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void ExternalResourceThatNothingNeeds_IsNoWarning()
    {
        using var folder = new PublishFolder(Stores);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { External = new HashSet<string> { "m" } });

        Assert.DoesNotContain("It is external", run.Report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13")]
    [InlineData(15, "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12 and 3 more")]
    public void ManyNames_AreCounted(int count, string list) => Assert.Equal(list, NameList.Of(Enumerable.Range(1, count).Select(number => $"n{number}")));

    private static PublishRun Publish(string manifest)
    {
        using var folder = new PublishFolder(manifest);
        return PublishRun.Of(folder.Manifest, folder.Output);
    }
}
