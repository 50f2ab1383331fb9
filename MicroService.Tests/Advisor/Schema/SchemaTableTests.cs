using MicroService.Advisor.Schema;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Advisor.Schema;

public sealed class SchemaTableTests
{
    private const string Path = "MicroService.Advisor/Schema/kubernetes.schema";

    [Fact]
    public void Table_IsWhatTheSchemasOfTheServersGive()
    {
        Corpus.File("apiserver", "schema", "1.37.json");
        var written = SchemaTableWriter.Write(Corpus.Files("apiserver/schema", "*.json").Select(name => File.ReadAllText(Corpus.File(name))));

        if (GoldenFile.MayWrite)
        {
            File.WriteAllBytes(RepositoryRoot.Combine(Path), written);
        }

        Assert.True(written.AsSpan().SequenceEqual(File.ReadAllBytes(RepositoryRoot.Combine(Path))), $"{Path} is not what came out (UPDATE_GOLDEN=1 rewrites it).");
    }

    [Fact]
    public void Table_StaysSmall() => Assert.InRange(SchemaTable.Size, 40_000, 64_000);

    [Fact]
    public void Versions_AreThoseOfTheTable() =>
        Assert.Equal(("1.34", "1.37"), (KubernetesVersion.Oldest.ToString(), KubernetesVersion.Newest.ToString()));

    [Fact]
    public void EveryKind_IsFoundByItsName()
    {
        foreach (var kind in Enumerable.Range(0, SchemaTable.KindCount).Select(SchemaTable.Kind))
        {
            Assert.Equal(kind, SchemaTable.FindKind(kind.ApiVersion, kind.Name));
        }

        Assert.Null(SchemaTable.FindKind("v1", "Deployment"));
        Assert.Null(SchemaTable.FindKind("apps/v1", "deployment"));
    }

    [Fact]
    public void EveryField_IsFoundByItsName()
    {
        var spec = SchemaTable.FindKind("v1", "Pod")!.Value.Type.Find("spec")!.Value.Shape.Type;

        Assert.True(spec.Is("PodSpec"));
        Assert.All(spec.Fields, field => Assert.Equal(field, spec.Find(field.Name)));
        Assert.Null(spec.Find("container"));
        Assert.Null(spec.Find(""));
        Assert.Null(spec.Find("zzz"));
    }

    [Theory]
    [InlineData("1.36", 36)]
    [InlineData("v1.34", 34)]
    [InlineData("1.37.2", 37)]
    [InlineData("1.99", 99)]
    public void VersionText_IsRead(string text, int minor)
    {
        Assert.True(KubernetesVersion.TryParse(text, out var version));
        Assert.Equal(minor, version.Minor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("2.0")]
    [InlineData("1.x")]
    [InlineData("1.36.x")]
    [InlineData("1.36.1.2")]
    [InlineData("1.-3")]
    [InlineData(null)]
    public void OtherText_IsNoVersion(string? text) => Assert.False(KubernetesVersion.TryParse(text, out _));
}
