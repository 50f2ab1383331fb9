using System.Text;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing.AppModel;

public sealed class ManifestCheckTests
{
    public static TheoryData<string> Published => [.. Corpus.Files("aspire-manifests", "*.json")];

    [Theory]
    [MemberData(nameof(Published))]
    public void PublishedManifest_RefersToNothingUnknown(string path) =>
        Assert.Empty(ManifestCheck.Problems(AppManifestReader.ReadFile(Corpus.File(path)).Manifest));

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

    [Fact]
    public void LongChain_IsOneProblem()
    {
        const int Length = 5_000;
        var chain = Enumerable.Range(0, Length).Select(number => $$""" "v{{number}}": { "type": "value.v0", "connectionString": "{v{{number + 1}}.connectionString}" } """);
        var manifest = AppManifestReader.Read(Encoding.UTF8.GetBytes($$"""{ "resources": { {{string.Join(',', chain)}}, "v{{Length}}": { "type": "value.v0", "connectionString": "x" } } }"""), "").Manifest;

        Assert.Equal("/resources/v0/connectionString", Assert.Single(ManifestCheck.Problems(manifest)).Pointer);
    }
}
