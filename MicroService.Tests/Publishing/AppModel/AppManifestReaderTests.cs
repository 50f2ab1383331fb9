using System.Text;
using CsCheck;
using MicroService.Publishing.AppModel;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing.AppModel;

public sealed class AppManifestReaderTests
{
    // Cut off in the middle, as the project that published it has it.
    private const string Truncated = "aspire-manifests/webpubsub.json";

    private static readonly byte[] Root = File.ReadAllBytes(RepositoryRoot.Combine("aspire-manifest.json"));

    public static TheoryData<string> Whole => [.. Corpus.Files("aspire-manifests", "*.json").Where(path => path != Truncated)];

    [Theory]
    [MemberData(nameof(Whole))]
    public void PublishedManifest_ReadsWithoutProblems(string path) =>
        Assert.Empty(AppManifestReader.ReadFile(Corpus.File(path)).Problems);

    [Fact]
    public void TruncatedManifest_IsOneProblemWithItsPosition()
    {
        var reading = AppManifestReader.ReadFile(Corpus.File(Truncated));

        Assert.Empty(reading.Manifest.Resources);
        Assert.True(Assert.Single(reading.Problems).Line > 40);
    }

    [Fact]
    public void RootManifest_KeepsTheOrderOfItsResources() =>
        Assert.Equal(
            ["api", "postgres-password", "postgres-password-uri-encoded", "postgres", "history", "cache", "prometheus", "grafana", "cache-password", "cache-password-uri-encoded"],
            AppManifestReader.Read(Root, "").Manifest.Resources.Select(resource => resource.Name));

    [Fact]
    public void Container_HasAllThatTheEntrySays()
    {
        var cache = Assert.IsType<ContainerResource>(AppManifestReader.Read(Root, "").Manifest.Find("cache"));

        Assert.Equal("ghcr.io/microsoft/garnet:2.1.0", cache.Image);
        Assert.Equal("/bin/sh", cache.Entrypoint);
        Assert.Equal(2, cache.Args.Count);
        Assert.Equal("{cache-password.value}", cache.Environment["GARNET_PASSWORD"]);
        Assert.Equal(new Binding("tcp", "tcp", "tcp", "tcp", External: false, TargetPort: 6379, Port: null), Assert.Single(cache.Bindings));
    }

    [Fact]
    public void EntryWithOnlyAnError_IsUnsupported() =>
        Assert.IsType<UnsupportedResource>(Assert.Single(Read("""{ "resources": { "k8s": { "error": "This resource does not support generation in the manifest." } } }""").Manifest.Resources));

    [Fact]
    public void UnknownType_IsKeptAsItIs()
    {
        var reading = Read("""{ "resources": { "x": { "type": "azure.bicep.v0", "path": "x.bicep", "connectionString": "{x.outputs.endpoint}" } } }""");

        Assert.Equal("{x.outputs.endpoint}", Assert.IsType<OpaqueResource>(Assert.Single(reading.Manifest.Resources)).ConnectionString);
    }

    [Fact]
    public void WrongEntries_AreAllReportedWithTheirPositions()
    {
        var reading = Read(
            """
            {
              "resources": {
                "a": { "type": "container.v0", "image": 7, "env": { "X": [] } },
                "b": { "type": "project.v0" },
                "c": {},
                "d": { "type": "container.v1", "image": "i", "bindings": { "http": { "scheme": "http", "protocol": "sctp", "transport": "http", "targetPort": 70000 } } }
              }
            }
            """);

        Assert.Equal(
            [
                ("/resources/a/image", 3, 45), ("/resources/a/env/X", 3, 62), ("/resources/b", 4, 10), ("/resources/c", 5, 10),
                ("/resources/d/bindings/http/protocol", 6, 104), ("/resources/d/bindings/http/targetPort", 6, 147),
            ],
            reading.Problems.Select(problem => (problem.Pointer, problem.Line, problem.Column)));
    }

    [Theory]
    [InlineData("tcp", "http", true)]
    [InlineData("tcp", "http2", true)]
    [InlineData("tcp", "http3", true)]
    [InlineData("tcp", "tcp", false)]
    [InlineData("udp", "udp", false)]
    [InlineData("udp", "http3", false)]
    public void TransportThatAspireWrites_IsRead(string protocol, string transport, bool isHttp)
    {
        var reading = Read($$"""{ "resources": { "a": { "type": "container.v1", "image": "i", "bindings": { "b": { "scheme": "x", "protocol": "{{protocol}}", "transport": "{{transport}}", "targetPort": 514 } } } } }""");

        Assert.Empty(reading.Problems);
        Assert.Equal(isHttp, Assert.Single(Assert.IsType<ContainerResource>(reading.Manifest.Find("a")).Bindings).IsHttp);
    }

    [Theory]
    [InlineData("tcp", "quic", "is 'quic', but must be http, http2, http3, tcp or udp.")]
    [InlineData("tcp", "udp", "is 'udp', but the protocol is tcp.")]
    public void TransportOfNoProtocol_IsReported(string protocol, string transport, string message)
    {
        var reading = Read($$"""{ "resources": { "a": { "type": "container.v1", "image": "i", "bindings": { "b": { "scheme": "x", "protocol": "{{protocol}}", "transport": "{{transport}}" } } } } }""");

        Assert.Equal(("/resources/a/bindings/b/transport", message), Assert.Single(reading.Problems.Select(problem => (problem.Pointer, problem.Message))));
    }

    [Fact]
    public void ResourceGivenTwice_IsReported()
    {
        var reading = Read("""{ "resources": { "a": { "type": "value.v0", "connectionString": "x" }, "a": { "type": "value.v0", "connectionString": "y" } } }""");

        var problem = Assert.Single(reading.Problems);
        Assert.Equal((1, 72), (problem.Line, problem.Column));
        Assert.Contains("The key \"a\" appears twice", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"resources\": {},\n}", 3, 1, "Not valid JSON: JSON allows no comma before '}'. Remove the comma.")]
    [InlineData("{\n  // a\n}", 2, 3, "Not valid JSON: JSON allows no comments. Remove the comment.")]
    [InlineData("{\n  \"é\": 'a'\n}", 2, 8, "Not valid JSON: JSON strings are written in double quotes.")]
    [InlineData("{\n  \"resources\": {", 2, 17, "Not valid JSON: The text ends before its objects, arrays and strings are closed. The file may be truncated.")]
    [InlineData("{\n  \"a\": \"\\ud800\"\n}", 2, 8, "Not valid JSON: This string holds half of a surrogate pair.")]
    public void BrokenJson_IsAProblemWithPlaceAndFix(string json, int line, int column, string message) =>
        Assert.Equal(new ManifestProblem("", line, column, message), Assert.Single(Read(json).Problems));

    [Fact]
    public void InvalidUtf8_IsAProblemWithItsPlace()
    {
        var problem = Assert.Single(AppManifestReader.Read(new byte[] { (byte)'{', (byte)'\n', (byte)'"', 0xC3, (byte)'"', (byte)'}' }, "").Problems);

        Assert.Equal((2, 2), (problem.Line, problem.Column));
        Assert.Contains("0xC3 is not valid UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemFoundLater_IsLocatedByItsPointer()
    {
        var manifest = Read("{ \"resources\": {\n  \"a/b\": { \"type\": \"value.v0\", \"connectionString\": \"x\" } } }").Manifest;

        var problem = manifest.Locate(new ManifestProblem(Assert.Single(manifest.Resources).Expressions().Single().Pointer, 0, 0, ""));

        Assert.Equal(("/resources/a~1b/connectionString", 2, 52), (problem.Pointer, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("""{ "resources": [] }""")]
    public void DocumentThatIsNoManifest_IsAProblem(string json) => Assert.NotEmpty(Read(json).Problems);

    [Fact]
    public void MissingFile_IsAProblem() =>
        Assert.NotEmpty(AppManifestReader.ReadFile(Path.Combine(Path.GetTempPath(), "no-such-folder", "aspire-manifest.json")).Problems);

    [Fact]
    public void ByteOrderMark_IsNoProblem() => Assert.Empty(AppManifestReader.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Root).ToArray(), "").Problems);

    [Fact]
    public void MutatedManifest_IsReadOrReported() =>
        Gen.Select(Gen.Int[0, Root.Length - 1], Gen.Byte, Gen.Int[0, Root.Length]).Sample((at, value, length) =>
        {
            var mutated = Root.ToArray();
            mutated[at] = value;
            Assert.NotNull(AppManifestReader.Read(mutated.AsMemory(0, length), "").Manifest);
        });

    private static AppManifestReading Read(string json) => AppManifestReader.Read(Encoding.UTF8.GetBytes(json), "");
}
