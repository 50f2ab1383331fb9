using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Cli.Input;
using MicroService.Tests.Advisor.Clusters;

namespace MicroService.Tests.Cli.Input;

public sealed class LargeInputTests : IDisposable
{
    private readonly ManifestFolder _folder = new();

    public static TheoryData<string, string> Texts => new()
    {
        { "list.yaml", "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: a\n    annotations:\n      text: |\n        - one\n\n        - two\n  spec: {ports: [{port: 99999}]}\n# between\n-  apiVersion: apps/v1\n   kind: Deployment\n   metadata: {name: b, namespace: shop}\n   spec:\n     selector: {}\nkind: List\nmetadata:\n  resourceVersion: \"\"\n" },
        { "indented.yaml", "kind: List\napiVersion: v1\nitems:\n\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n    spec:\n      containers:\n      - name: a\n        image: a\n  -\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: b}\n    spec: {containers: [{name: a, image: a}]}\n" },
        { "typed.yaml", "apiVersion: v1\nitems:\n- metadata: {name: a}\n  spec:\n    containers: [{name: a, image: a}]\n- metadata: {name: b}\n  spec: {containers: [{name: a, image: a}]}\nkind: PodList\n" },
        { "crlf.yaml", "apiVersion: v1\r\nitems:\r\n- apiVersion: v1\r\n  kind: Pod\r\n  metadata: {name: a}\r\n  spec: {containers: [{name: a, image: a}]}\r\nkind: List\r\n" },
        { "bom.yaml", "\uFEFF# first\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: é}\nspec: {containers: [{name: a, image: a}]}\n---\n---\n# nothing\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: a, image: a}]}\n" },
        { "alias.yaml", "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: &m {name: a}\n  spec: {containers: [{name: a, image: a}]}\n- apiVersion: v1\n  kind: Pod\n  metadata: *m\n  spec: {containers: [{name: a, image: a}]}\nkind: List\n" },
        { "flow.yaml", "{kind: List, apiVersion: v1, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}]}\n" },
        { "quoted.yaml", "\"kind\": List\napiVersion: v1\n\"items\":\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {containers: [{name: a, image: a}]}\n" },
        { "list.json", "{\"apiVersion\":\"v1\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"é\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"a\"}]}},{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\n \"metadata\":{\"name\":\"b\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"a\"}]}}],\"kind\":\"List\"}\n" },
        { "typed.json", "{\n \"kind\":\"DeploymentList\",\"apiVersion\":\"apps/v1\",\"items\":[ {\"metadata\":{\"name\":\"a\"},\"spec\":{}} ] }" },
        { "nested.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n    spec: {containers: [{name: a, image: a}]}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n  spec: {containers: [{name: a, image: a}]}\n" },
        { "nested.json", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"a\"}]}}]}]}" },
        { "breaks.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a} # a\r  # b\n  spec: {containers: [{name: a, image: a}]} # c\u2028# d\u0085# é\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n  spec: {containers: [{name: a, image: a}]}\n" },
        { "documents.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a} # \u2029#\nspec: {containers: [{name: a, image: a}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: a, image: a}]}\n" },
        { "misspelt.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      container: [{name: a, image: \"a:latest\", securityContext: {privileged: true}}]\n" },
        { "several.json", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"b\"}}" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task WhateverForm_IsReadAsTheWholeFileIs(string name, string text)
    {
        var path = _folder.Write(name, text).Path(name);

        Assert.Equal(await AuditAsync(long.MaxValue, path), await AuditAsync(1, path));
    }

    [Fact]
    public async Task GeneratedExport_HasTheReportOfTheWhole()
    {
        var objects = new ClusterGenerator(new Random(5)).Objects();
        var path = _folder.Write("export.json", $"{{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[\n{string.Join(",\n", objects)}\n]}}").Path("export.json");
        var other = _folder.Write("other.yaml", string.Join("\n---\n", new ClusterGenerator(new Random(6)).Objects())).Path("other.yaml");

        Assert.Equal(await AuditAsync(long.MaxValue, path, other), await AuditAsync(1, path, other));
    }

    [Theory]
    [InlineData("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n   metadata: x\nkind: List\n")]
    [InlineData("apiVersion: v1\nitems:\n- foo\nkind: List\n")]
    [InlineData("{\"kind\":\"List\",\"items\":[{]}")]
    [InlineData("a: 1\n")]
    [InlineData("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}],\"items\":null}")]
    [InlineData("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":null,\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}]}")]
    public async Task Mistake_IsReportedAsForTheWholeFile(string text)
    {
        var path = _folder.Write("bad.yaml", text).Path("bad.yaml");
        var good = _folder.Write("good.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n").Path("good.yaml");

        using var whole = await ReadAsync(long.MaxValue, path, good);
        using var parts = await ReadAsync(1, path, good);

        Assert.NotEmpty(parts.Problems);
        Assert.Equal(whole.Problems, parts.Problems);
        Assert.Equal(await AuditAsync(long.MaxValue, path, good), await AuditAsync(1, path, good));
    }

    [Fact]
    public async Task ManyObjectsOfOneNamespace_HaveTheReportOfTheWhole()
    {
        // Far apart, two objects that are the same but for what is accepted of the first: their fingerprints are counted on.
        var objects = Enumerable.Range(0, 1300).Select(static number => Careless($"app{number}")).ToList();
        objects.Insert(0, Careless("twice", "annotations: {advisor.microservice.dev/ignore: \"readiness-probe,liveness-probe\"}, "));
        objects.Add(Careless("twice"));
        objects.Add("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: shop}\n");
        var path = _folder.Write("many.yaml", string.Join("---\n", objects)).Path("many.yaml");

        Assert.Equal(await AuditAsync(long.MaxValue, path), await AuditAsync(1, path));
    }

    [Fact]
    public async Task OneNamespace_IsReadOnce()
    {
        var path = _folder.Write("one.yaml", $"{Careless("a")}---\n{Careless("b")}").Path("one.yaml");
        using var input = await ReadAsync(1, path);
        File.Delete(path);

        Assert.Equal(2, (await ReportsAsync(input)).Sum(static report => report.Objects.Count));
    }

    [Fact]
    public async Task FileThatIsGoneBeforeItsNamespacesAreRead_IsAnError()
    {
        var other = Careless("b").Replace("shop", "data", StringComparison.Ordinal);
        var path = _folder.Write("two.yaml", $"{Careless("a")}---\n{other}").Path("two.yaml");
        using var input = await ReadAsync(1, path);
        File.Delete(path);

        await Assert.ThrowsAnyAsync<IOException>(() => ReportsAsync(input));
    }

    private static string Careless(string name, string metadata = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { {{metadata}}name: {{name}}, namespace: shop}
        spec:
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec: {containers: [{name: a, image: "example.com/{{name}}:1", ports: [{containerPort: 8080}]}]}

        """;

    private static async Task<List<AuditReport>> ReportsAsync(InputSet input)
    {
        var reports = new List<AuditReport>();
        await foreach (var (report, _, _) in input.AuditAsync(new AuditSettings(), TestContext.Current.CancellationToken))
        {
            reports.Add(report);
        }

        return reports;
    }

    private static async Task<InputSet> ReadAsync(long mostHeld, params string[] paths) =>
        (await new InputReader([], static _ => false, mostHeld).ReadAsync(paths, TestContext.Current.CancellationToken))
            .Prepare(KubernetesVersion.Newest, TestContext.Current.CancellationToken);

    private static async Task<string> AuditAsync(long mostHeld, params string[] paths)
    {
        using var input = await ReadAsync(mostHeld, paths);
        Assert.Equal(mostHeld == 1, input.Large is not null);
        using var storage = new ReportStorage(mostHeld == 1 ? static () => new MemoryStream() : null);
        var collector = new AuditCollector(storage, partial: false, FixDetail.Patches);
        await foreach (var (report, isAlone, isOnly) in input.AuditAsync(new AuditSettings(), TestContext.Current.CancellationToken))
        {
            collector.Add(report, isAlone, isOnly);
        }

        using var output = new MemoryStream();
        JsonReport.Write(output, collector.Complete());
        return Encoding.UTF8.GetString(output.ToArray()).Replace("},{", "},\n{", StringComparison.Ordinal);
    }
}
