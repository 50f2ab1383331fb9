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

    [Theory]
    [InlineData("shop", false)]
    [InlineData("data", true)]
    public void ReferenceWithoutNamespace_MayMeanTheOnlyOneThatIsWritten(string other, bool isMissing)
    {
        var text = """
            {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"web","namespace":"shop"}}
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"other"}}
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"serviceAccountName":"web","containers":[{"name":"a","image":"a:1"}]}}}}
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}
            """.Replace("\"other\"", $"\"{other}\"", StringComparison.Ordinal);

        AssertSame(text);
        var rules = InParts(text).Findings.Select(finding => finding.Rule).ToHashSet();
        Assert.Equal((isMissing, isMissing), (rules.Contains("service-account-reference"), rules.Contains("service-selects")));
    }

    [Fact]
    public void MonitorWithoutNamespaceSelector_NamesTheServiceElsewhere() => AssertFinds("monitor-port", """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"monitoring"}}
        {"apiVersion":"monitoring.coreos.com/v1","kind":"ServiceMonitor","metadata":{"name":"web","namespace":"monitoring"},"spec":{"selector":{"matchLabels":{"app":"web"}},"endpoints":[{"port":"http"}]}}
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop","labels":{"app":"web"}},"spec":{"selector":{"app":"web"},"ports":[{"name":"http","port":80}]}}
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

    [Theory]
    [InlineData("""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"finds"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]}
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"finds"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"finds"},"subjects":[{"kind":"ServiceAccount","name":"gw","namespace":"shop"}]}
        """)]
    [InlineData("""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"makes","namespace":"other"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["create"]}]}
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"makes","namespace":"other"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"makes"},"subjects":[{"kind":"ServiceAccount","name":"gw","namespace":"shop"}]}
        """)]
    public void RoleThatABindingElsewhereGives_DecidesAboutPolicies(string rights) => AssertSame(rights + """

        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}
        {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"gw","namespace":"shop"}}
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"gw","namespace":"shop"},"spec":{"selector":{"matchLabels":{"app":"gw"}},"template":{"metadata":{"labels":{"app":"gw"}},"spec":{"serviceAccountName":"gw","containers":[{"name":"a","image":"a:1","ports":[{"containerPort":8080}]}]}}}}
        """);

    [Fact]
    public void MisspeltField_IsFoundByTheNameItMeans() => AssertFinds("privileged", """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"first","namespace":"other"},"data":{}}
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"container":[{"name":"a","image":"a:latest","securityContext":{"privileged":true}}]}}}}
        """);

    [Fact]
    public void ServiceOfAnotherGroup_IsNoServiceOfTheCore() => AssertSame("""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"other"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}}
        {"apiVersion":"serving.knative.dev/v1","kind":"Service","metadata":{"name":"k"},"spec":{"template":{"spec":{"containers":[{"image":"a:1"}]}}}}
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"k"}},"policyTypes":["Ingress"]}}
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","namespace":"shop","labels":{"app":"x"}},"spec":{"containers":[{"name":"x","image":"a:1"}]}}
        """);

    [Fact]
    public void Policy_NamesANamespaceThatLacksItsLabel() => AssertFinds("network-policy-peers", """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"monitoring","labels":{"team":"obs"}}}
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"name":"monitoring"}}}]}]}}
        """);

    [Fact]
    public void Policy_NamesANamespaceWhoseLabelAnotherHas() => AssertSame("""
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"monitoring","labels":{"team":"obs"}}}
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"watch","labels":{"name":"monitoring"}}}
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"name":"monitoring"}}}]}]}}
        """);

    [Fact]
    public void Route_IsAttachedToAGatewayElsewhere() => AssertFinds("route-parent", """
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"web","namespace":"infra"},"spec":{"gatewayClassName":"a","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]}}
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r","namespace":"shop"},"spec":{"parentRefs":[{"name":"web"}]}}
        """);

    [Fact]
    public void Route_SendsRequestsToANamespaceThatGrantsNone() => AssertFinds("route-backend", """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"other"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}}
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r","namespace":"shop"},"spec":{"parentRefs":[{"name":"web"}],"rules":[{"backendRefs":[{"name":"a","namespace":"other","port":80}]}]}}
        """);

    [Fact]
    public void Service_SelectsPodsOfAnOperatorThatIsDefinedForNoNamespace() => AssertSame("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"volumes.longhorn.io"},"spec":{"group":"longhorn.io","scope":"Namespaced","names":{"kind":"Volume","plural":"volumes"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"storage"},"spec":{"selector":{"longhorn.io/component":"a"},"ports":[{"port":80}]}}
        """);

    [Fact]
    public void Namespace_EnforcesALevel() => AssertFinds("namespace-pod-security", """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"first","namespace":"other"},"data":{}}
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","namespace":"shop"},"spec":{"hostNetwork":true,"containers":[{"name":"x","image":"a:1"}]}}
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}
        """);

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
