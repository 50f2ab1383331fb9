using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Advisor.Manifests;

public sealed class ManifestReaderTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n";

    [Fact]
    public void SeveralWorkers_ReadTheSame()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(number =>
            $"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{number}\ndata: {{a: &a x, b: *a}}\n")));

        var alone = new ManifestReader().Read("f", text).File!;
        var shared = new ManifestReader(new ManifestLimits { MaxWorkers = 4 }).Read("f", text).File!;

        Assert.Equal(alone.Documents.Count, shared.Documents.Count);
        Assert.All(alone.Documents.Zip(shared.Documents), pair =>
        {
            Assert.True(pair.First.Root!.DataEquals(pair.Second.Root!));
            Assert.Equal(pair.First.Root.Position, pair.Second.Root!.Position);
        });
    }

    [Fact]
    public void SeveralWorkers_TellTheSameProblems()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(number =>
            $"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{number}\ndata: {{a: x{(number % 1000 == 999 ? "" : "}")}\n")));

        var alone = new ManifestReader().Read("f", text);
        var shared = new ManifestReader(new ManifestLimits { MaxWorkers = 4 }).Read("f", text);

        Assert.NotEmpty(alone.Problems);
        Assert.Equal(alone.Problems, shared.Problems);
    }

    [Fact]
    public void NodesOfSeveralWorkers_AreCountedTogether()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(number =>
            $"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{number}\ndata: {{a: x, b: y}}\n")));

        var problems = new ManifestReader(new ManifestLimits { MaxWorkers = 4, MaxNodes = 10_000 }).Read("f", text).Problems;

        Assert.Equal("too-many-nodes", problems[0].Code);
    }

    [Theory]
    [InlineData("a: [1, 2", "yaml-syntax")]
    [InlineData("a: \"unclosed", "yaml-syntax")]
    [InlineData("a: b: c", "yaml-syntax")]
    [InlineData("a:\n\tb: c", "yaml-syntax")]
    [InlineData("a: &x [1]\nb: *y", "unknown-alias")]
    [InlineData("? [a, b]\n: c", "complex-key")]
    [InlineData("~: 1", "yaml-key")]
    [InlineData("18446744073709551615: 1", "yaml-key")]
    [InlineData("a: !!int text", "yaml-tag")]
    [InlineData("a: !!binary \"*\"", "yaml-tag")]
    [InlineData("a: \"\\/\"", "yaml-escape")]
    [InlineData("{\"a\": 1,", "json-syntax")]
    [InlineData("{\"a\": tru}", "json-syntax")]
    [InlineData("{\"a\": \"\\ud800\"}", "json-syntax")]
    [InlineData("name: {{ .Values.name }}", "template")]
    [InlineData("{{- if .Values.enabled }}\na: b\n{{- end }}", "template")]
    [InlineData("<<: 3", "merge-key")]
    public void BrokenText_IsMalformed(string text, string code)
    {
        var reading = Read(text);

        Assert.Null(reading.File);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal((ProblemKind.Malformed, code), (problem.Kind, problem.Code));
        Assert.NotEqual(Position.None, problem.Position);
    }

    [Fact]
    public void KustomizationWithoutName_IsRead()
    {
        var reading = Read("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [api]\n");

        Assert.Empty(reading.Problems);
        Assert.NotNull(reading.File);
    }

    [Theory]
    [InlineData("", "no-objects")]
    [InlineData("# nothing\n---\n---\n", "no-objects")]
    [InlineData("just text", "not-an-object")]
    [InlineData("- a\n- b", "not-an-object")]
    [InlineData("[1, 2]", "not-an-object")]
    [InlineData("version: 3\nservices: {}", "not-kubernetes")]
    [InlineData("apiVersion: \"\"\nmetadata: {name: web}", "not-kubernetes")]
    [InlineData("apiVersion: v1\nkind: List\nitems: {}", "wrong-type")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [3]", "wrong-type")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{{ .Release.Name }}\"", "template")]
    public void ReadableTextThatKubernetesRefuses_IsInvalid(string text, string code)
    {
        var reading = Read(text);

        Assert.Null(reading.File);
        Assert.All(reading.Problems, problem => Assert.Equal((ProblemKind.Invalid, code), (problem.Kind, problem.Code)));
        Assert.NotEmpty(reading.Problems);
    }

    [Theory]
    [InlineData(Pod + "data:\n  a: 1\n  b: 2\n  a: 3\n")]
    [InlineData("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"data\": {\"a\": 1, \"b\": 2, \"a\": 3}}")]
    public void RepeatedKey_IsKeptAside(string text)
    {
        var data = Read(text).File!.Documents[0].Root!.Mapping("data")!;

        Assert.Equal(["a", "b"], data.Entries.Select(entry => entry.Key.Value));
        Assert.Equal("1", data.Text("a"));
        Assert.Equal("3", ((ScalarNode)Assert.Single(data.Duplicates).Value).Value);
        Assert.Equal("/data/a", data.Duplicates[0].Key.Pointer);
    }

    [Fact]
    public void EveryProblemOfEveryDocument_IsReportedInItsOrder()
    {
        var reading = Read("a: [\n---\nb: 1\n~: 2\n---\nc: *d\n---\n\te: f\n");

        Assert.Equal(["yaml-syntax", "yaml-key", "unknown-alias", "yaml-syntax"], reading.Problems.Select(problem => problem.Code));
        Assert.Equal([2, 4, 6, 8], reading.Problems.Select(problem => problem.Position.Line));
    }

    [Fact]
    public void MoreProblemsThanTheLimit_AreCounted()
    {
        var text = string.Concat(Enumerable.Repeat("a: *b\n---\n", 150));

        var problems = Read(text).Problems;

        Assert.Equal(101, problems.Count);
        Assert.Equal(("more-problems", "50 more problems are not shown."), (problems[^1].Code, problems[^1].Message));
    }

    [Fact]
    public void AliasBomb_IsRefused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Equal("alias-bomb", Assert.Single(Read(text.ToString()).Problems).Code);
    }

    [Theory]
    [InlineData("a: ", "[", "]")]
    [InlineData("", "{\"a\":", "}")]
    [InlineData("a: ", "{a: ", "}")]
    public void TenThousandDeepNesting_IsRefused(string start, string open, string close)
    {
        var text = start + string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        Assert.Equal("too-deep", Assert.Single(Read(text).Problems).Code);
    }

    [Fact]
    public void TenThousandDeepBlockNesting_IsRefused()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(_ => "- ")) + "x";

        Assert.Equal("too-deep", Assert.Single(Read(text).Problems).Code);
    }

    [Theory]
    [InlineData("a: \"", "\"")]
    [InlineData("a: |\n  ", "\n")]
    [InlineData("{\"a\": \"", "\"}")]
    public void ScalarOverAMegabyte_IsRefused(string start, string end) =>
        Assert.Equal("scalar-too-long", Assert.Single(Read(start + new string('x', (1024 * 1024) + 1) + end).Problems).Code);

    [Fact]
    public void ScalarOfAMegabyte_IsTaken() =>
        Assert.Empty(Read($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  x: \"{new string('x', 1024 * 1024)}\"\n").Problems);

    [Fact]
    public void FileOverTheLimit_IsRefusedUnread() =>
        Assert.Equal("too-large", Assert.Single(new ManifestReader().Read("f", new byte[(10 * 1024 * 1024) + 1]).Problems).Code);

    [Fact]
    public void InvalidUtf8_IsReportedWithEachLine()
    {
        var reading = new ManifestReader().Read("f", (byte[])[.. "a: "u8, 0xFF, .. "\nb: c\nd: ä"u8, 0xC3, .. "\n"u8]);

        Assert.Equal([new Position(1, 4), new Position(3, 5)], reading.Problems.Select(problem => problem.Position));
        Assert.All(reading.Problems, problem => Assert.Equal("invalid-utf8", problem.Code));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Utf16_IsRefusedWithAHint(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetPreamble().Concat(Encoding.GetEncoding(encoding).GetBytes(Pod)).ToArray();

        var problem = Assert.Single(new ManifestReader().Read("f", bytes).Problems);

        Assert.Equal(("encoding", true), (problem.Code, problem.Message.Contains("UTF-8", StringComparison.Ordinal)));
    }

    [Fact]
    public void ControlCharacter_IsReported() =>
        Assert.Equal(("control-character", new Position(1, 5)), Assert.Single(Read("a: b\0c").Problems) is var problem ? (problem.Code, problem.Position) : default);

    [Fact]
    public void ByteOrderMark_IsSkipped() =>
        Assert.Empty(new ManifestReader().Read("f", (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Pod)]).Problems);

    [Fact]
    public void TabInsideALine_IsTaken() => Assert.Empty(Read(Pod + "spec:\n  nodeName:\tx\t# y\n").Problems);

    [Fact]
    public void EmptyDocuments_AreSkipped()
    {
        var reading = Read($"---\n# nothing\n---\n{Pod}---\n---\n");

        Assert.Single(reading.File!.Documents, document => document.Root is not null);
    }

    [Fact]
    public void CustomResources_AreTakenWhateverTheyHold() =>
        Assert.Empty(Read("apiVersion: example.com/v1\nkind: Pod\nmetadata:\n  name: x\nspec:\n  containers: {}\n").Problems);

    [Fact]
    public void SeveralJsonObjects_AreDocuments() =>
        Assert.Equal(2, Read("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"b\"}}").File!.Documents.Count);

    [Fact]
    public void MergeKey_FillsInWhatIsMissing()
    {
        var file = Read($"{Pod}x: &x {{a: 1, b: 2}}\nz:\n  <<: *x\n  b: 3\n").File!;

        var merged = file.Documents[0].Root!.Mapping("z")!;

        Assert.Equal((1, 3), (merged.Integer("a"), merged.Integer("b")));
    }

    [Fact]
    public void Positions_AreThoseOfTheNodesInTheFile()
    {
        var file = Read($"# first\n---\n{Pod}---\n{Pod}spec:\n  containers:\n  - name: c\n").File!;

        var name = file.Documents[^1].Root!.Mapping("spec")!.Sequence("containers")!.Items[0];

        Assert.Equal((new Position(14, 5), "/spec/containers/0"), (name.Position, name.Pointer));
    }

    [Theory]
    [InlineData("yes", ScalarKind.Boolean)]
    [InlineData("off", ScalarKind.Boolean)]
    [InlineData("True", ScalarKind.Boolean)]
    [InlineData("~", ScalarKind.Null)]
    [InlineData("", ScalarKind.Null)]
    [InlineData("0x1F", ScalarKind.Integer)]
    [InlineData("0X1F", ScalarKind.Integer)]
    [InlineData("017", ScalarKind.Integer)]
    [InlineData("1_000", ScalarKind.Integer)]
    [InlineData("-12", ScalarKind.Integer)]
    [InlineData("1e3", ScalarKind.Float)]
    [InlineData(".5", ScalarKind.Float)]
    [InlineData("-.inf", ScalarKind.Float)]
    [InlineData("1.2.3", ScalarKind.String)]
    [InlineData("2001-01-01", ScalarKind.String)]
    [InlineData("100m", ScalarKind.String)]
    [InlineData("'yes'", ScalarKind.String)]
    [InlineData("!!str 12", ScalarKind.String)]
    public void PlainScalar_IsResolvedAsKubectlDoes(string text, ScalarKind kind) =>
        Assert.Equal(kind, ((ScalarNode)Read($"{Pod}x: {text}\n").File!.Documents[0].Root!["x"]!).Kind);

    private static ManifestReading Read(string text) => new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(text));
}
