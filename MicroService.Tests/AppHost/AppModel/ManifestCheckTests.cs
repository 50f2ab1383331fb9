using System.Text;
using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.AppHost.AppModel;

public sealed class ManifestCheckTests
{
    // A connection string given as a parameter, whose consumers still ask it for a server's bindings.
    private const string AsksAParameterForBindings = "aspire-manifests/ParameterEndToEnd.json";

    public static TheoryData<string> Published => [.. Corpus.Files("aspire-manifests", "*.json").Where(path => path != AsksAParameterForBindings)];

    [Theory]
    [MemberData(nameof(Published))]
    public void PublishedManifest_RefersToNothingUnknown(string path) =>
        Assert.Empty(ManifestCheck.Problems(AppManifestReader.ReadFile(Corpus.File(path)).Manifest));

    [Fact]
    public void ParameterAskedForABinding_IsReported() =>
        Assert.All(
            ManifestCheck.Problems(AppManifestReader.ReadFile(Corpus.File(AsksAParameterForBindings)).Manifest),
            problem => Assert.Contains("asks 'sql' (parameter.v0) for 'bindings.tcp.", problem.Message, StringComparison.Ordinal));

    [Fact]
    public void RootManifest_RefersToNothingUnknown() =>
        Assert.Empty(ManifestCheck.Problems(AppManifestReader.ReadFile(RepositoryRoot.Combine("aspire-manifest.json")).Manifest));

    [Fact]
    public void BrokenReferences_AreReportedWhereTheyAre()
    {
        var manifest = AppManifestReader.Read(
            Encoding.UTF8.GetBytes("""{ "resources": { "a": { "type": "project.v0", "path": "a", "args": ["{b.value}"], "env": { "A/B": "{c.value}" } } } }"""),
            "").Manifest;

        Assert.Equal(["/resources/a/args/0", "/resources/a/env/A~1B"], ManifestCheck.Problems(manifest).Select(problem => problem.Pointer));
    }
}
