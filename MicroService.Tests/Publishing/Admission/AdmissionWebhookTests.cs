using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Api.Admission;
using MicroService.Publishing.Settings;
using MicroService.Tests.Certificates;
using MicroService.Tests.Golden;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.Publishing.Admission;

public sealed class AdmissionWebhookTests
{
    private const string Api = """ "api": { "type": "project.v0", "path": "a.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """;

    [Fact]
    public void WithoutTheSetting_NothingOfItIsPublished()
    {
        var graph = Graph(new KubernetesOptions());

        Assert.Empty(graph.OfKind("ValidatingWebhookConfiguration"));
        Assert.DoesNotContain("admission", Hardened.Text(Hardened.Of(SampleModel.Of(Api, new KubernetesOptions()), new KubernetesOptions())), StringComparison.Ordinal);
    }

    [Fact]
    public void Webhooks_AreWrittenAsRecorded()
    {
        var options = new KubernetesOptions { Admission = Settings() };

        GoldenFile.Matches("MicroService.Tests/Publishing/Admission/webhook.yaml", Hardened.Text(Hardened.Of(SampleModel.Of(Api, options), options)));
    }

    [Fact]
    public void Webhooks_AreCalledForWhatTheServiceAuditsAndNothingElse()
    {
        var hooks = Graph(new KubernetesOptions { Admission = Settings() }).OfKind("ValidatingWebhookConfiguration").Select(hook => hook.Root.Mappings("webhooks").Single()).ToList();

        Assert.Equal(2, hooks.Count);
        foreach (var hook in hooks)
        {
            var called = (from rule in hook.Mappings("rules")
                          from operation in Texts(rule, "operations")
                          from resource in Texts(rule, "resources")
                          select (Operation: operation, Group: Texts(rule, "apiGroups").Single(), Resource: resource)).ToHashSet();
            var audited = AdmissionScope.Resources.Keys.SelectMany(key => new[] { ("CREATE", key.Group, key.Resource), ("UPDATE", key.Group, key.Resource) })
                .Append(("UPDATE", "", "pods/ephemeralcontainers"));
            Assert.Equal(audited.ToHashSet(), called);
            Assert.Equal(("Ignore", "None"), (hook.Text("failurePolicy"), hook.Text("sideEffects")));
        }
    }

    [Fact]
    public void Webhooks_AreAcceptedByTheApiServer()
    {
        var options = new KubernetesOptions { Admission = Settings() with { VerifiesClients = true } };
        var files = Hardened.Of(SampleModel.Of(Api, options), options).Files;

        Assert.DoesNotContain(new Auditor().Audit(files, new AuditSettings(), TestContext.Current.CancellationToken).Findings, finding => finding.IsRefusal);
    }

    [Fact]
    public void Denial_IsForLabelledNamespacesAlone()
    {
        var hooks = Graph(new KubernetesOptions { Admission = Settings() with { DenyLabel = "example.com/strict" } }).OfKind("ValidatingWebhookConfiguration").ToList();

        Assert.Equal("deny", $"{Label(hooks.Single(hook => hook.Name.EndsWith("-deny", StringComparison.Ordinal)))}");
        Assert.Null(Label(hooks.Single(hook => hook.Name.EndsWith("-warn", StringComparison.Ordinal))));

        static Node? Label(KubernetesObject hook) => hook.Root.Mappings("webhooks").Single().At("namespaceSelector", "matchLabels", "example.com/strict");
    }

    [Fact]
    public void Policy_LetsTheApiServerIn()
    {
        var policy = Graph(new KubernetesOptions { Admission = Settings() with { Callers = ["10.0.0.0/24"] } }).Find("NetworkPolicy", "shop", "api")!;

        var rule = Assert.Single(policy.Spec!.Mappings("ingress"), rule => rule.Mappings("ports").Any(port => port.Text("port") == "8443"));
        Assert.Equal("10.0.0.0/24", Assert.Single(rule.Mappings("from")).Mapping("ipBlock")!.Text("cidr"));
    }

    [Fact]
    public void Settings_NameWhereTheAuthorityComesFrom()
    {
        using var authority = new CertificateAuthority("Cluster");
        var file = Path.GetTempFileName();
        File.WriteAllText(file, authority.Pem);
        try
        {
            Assert.Empty(Read(("Workload", "api"), ("AuthorityFile", file)).Problems);
            Assert.Equal(authority.Pem, Read(("Workload", "api"), ("AuthorityFile", file)).Options.Admission.Authorities);
            Assert.Empty(Read(("Workload", "api"), ("InjectFrom", "shop/api-admission")).Problems);
            Assert.Contains("must know its authority", Assert.Single(Read(("Workload", "api")).Problems), StringComparison.Ordinal);
            Assert.Contains(Read(("Workload", "api"), ("InjectFrom", "shop")).Problems, problem => problem.Contains("InjectFrom", StringComparison.Ordinal));
            Assert.Contains(Read(("Workload", "api"), ("InjectFrom", "a/b"), ("TimeoutSeconds", "31")).Problems, problem => problem.Contains("TimeoutSeconds", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static AdmissionSettings Settings() => new() { Workload = "api", InjectFrom = "shop/api-admission" };

    private static ObjectGraph Graph(KubernetesOptions options) => new(Hardened.Of(SampleModel.Of(Api, options), options).Files);

    private static IEnumerable<string> Texts(MappingNode rule, string key) => rule.Sequence(key)!.Items.OfType<ScalarNode>().Select(item => item.Value);

    private static (KubernetesOptions Options, IReadOnlyList<string> Problems) Read(params (string Key, string Value)[] settings) =>
        KubernetesOptionsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Kubernetes:Admission:{setting.Key}", (string?)setting.Value))).Build());
}
