using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Tests.Advisor.Clusters;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class NamespaceAuditTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void GeneratedExports_HaveTheReportOfTheWhole(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var objects = new ClusterGenerator(random).Objects();

            AssertSame(string.Join("\n", objects));
        }
    }

    [Fact]
    public void CustomResource_IsCheckedWithTheDefinitionOfNoNamespace() => AssertFinds("custom-resource", """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"kind":"Thing","plural":"things"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}}}}}}]}}
        {"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a","namespace":"shop"},"spec":{"size":"large"}}
        """);

    [Fact]
    public void Autoscaler_NamesTheNamespaceOfItsTarget()
    {
        const string Text = """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a","namespace":"shop"},"spec":{"minReplicas":2,"maxReplicas":4,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"data"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a:1"}]}}}}
            """;

        AssertSame(Text);
        Assert.Contains(InParts(Text).Findings, finding => finding.Message.EndsWith("which is in namespace data.", StringComparison.Ordinal));
    }

    [Fact]
    public void Source_IsReadANamespaceAtATime()
    {
        var text = string.Join('\n', Enumerable.Range(0, 40).Select(number =>
            $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c{{number}}","namespace":"n{{number / 4}}"},"data":{} }"""));
        var source = new TextSource(text);

        Assert.Equal(10, new NamespaceAudit(new Auditor(), source.Outline(), source).Audit(new AuditSettings(), TestContext.Current.CancellationToken).Count());

        Assert.Equal(4, source.MostAtOnce);
    }

    private static void AssertFinds(string rule, string text)
    {
        AssertSame(text);
        Assert.Contains(InParts(text).Findings, finding => finding.Rule == rule);
    }

    private static void AssertSame(string text)
    {
        var whole = new Auditor().Audit([Read(text)], new AuditSettings(), TestContext.Current.CancellationToken);

        Assert.Equal(Json(whole.ToDocument(partial: false, isBounded: false)), Json(InParts(text)));
        Assert.Equal(Encoding.UTF8.GetString(JUnitReport.Write(whole, Severity.Warning).Span), JUnitInParts(text));
    }

    private static AuditDocument InParts(string text)
    {
        using var storage = new ReportStorage();
        var collector = new AuditCollector(storage, partial: false, FixDetail.Patches);
        foreach (var report in Parts(text))
        {
            collector.Add(report, isAlone: true);
        }

        return collector.Complete();
    }

    private static string JUnitInParts(string text)
    {
        using var suites = new MemoryStream();
        using var junit = new JUnitReport(suites, Severity.Warning);
        foreach (var report in Parts(text))
        {
            junit.Add(report);
        }

        using var output = new MemoryStream();
        junit.WriteTo(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static IEnumerable<AuditReport> Parts(string text)
    {
        var source = new TextSource(text);
        return new NamespaceAudit(new Auditor(), source.Outline(), source).Audit(new AuditSettings(), TestContext.Current.CancellationToken);
    }

    private static string Json(AuditDocument document) => Encoding.UTF8.GetString(JsonReport.Write(document)).Replace("},{", "},\n{", StringComparison.Ordinal);

    private static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("export.json", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }

    /// <summary>Reads the text anew each time, so that nothing that was found out about an object is left.</summary>
    private sealed class TextSource(string text) : IObjectSource
    {
        public int MostAtOnce { get; private set; }

        public ClusterOutline Outline()
        {
            var outline = new ClusterOutline(KubernetesVersion.Newest);
            foreach (var candidate in All())
            {
                outline.Add(candidate);
            }

            return outline;
        }

        public IReadOnlyList<KubernetesObject> Read(IReadOnlyList<int> numbers)
        {
            MostAtOnce = Math.Max(MostAtOnce, numbers.Count);
            var all = All();
            return [.. numbers.Select(number => all[number])];
        }

        private List<KubernetesObject> All()
        {
            var file = NamespaceAuditTests.Read(text);
            return [.. file.Documents.SelectMany(document => KubernetesObject.In(file, document))];
        }
    }
}
