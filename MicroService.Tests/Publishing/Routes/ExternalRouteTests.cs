using MicroService.Advisor.Objects;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Network;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Routes;

public sealed class ExternalRouteTests
{
    private const string Web = """
        "web": { "type": "project.v0", "path": "w.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "external": true } } },
        "api": { "type": "project.v0", "path": "a.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } }
        """;

    [Fact]
    public void ByDefault_ThereIsNoneAndThatIsSaidOnce()
    {
        var options = new KubernetesOptions { Application = "shop" };
        var model = SampleModel.Of(Web, options);

        Assert.DoesNotContain(Graph(model, options).Objects, candidate => candidate.Kind is "Ingress" or "HTTPRoute");
        Assert.Single(model.Warnings, warning => warning.Message.Contains("No route leads to the external bindings of web (port 8080)", StringComparison.Ordinal));
    }

    [Fact]
    public void Ingress_LeadsToTheExternalBindingWithACertificate()
    {
        var options = With(new WorkloadSettings { IngressClass = "nginx", Host = "*.example.com", Path = "/shop", Issuer = "letsencrypt" });
        var model = SampleModel.Of(Web, options);
        var ingress = Assert.Single(Graph(model, options).OfKind("Ingress"));

        Assert.Equal("web", ingress.Name);
        Assert.Equal("nginx", ingress.Spec!.Text("ingressClassName"));
        Assert.Equal("letsencrypt", ingress.Root.Mapping("metadata")!.Mapping("annotations")!.Text("cert-manager.io/cluster-issuer"));
        Assert.Equal("web-tls", ingress.Spec!.Mappings("tls").Single().Text("secretName"));
        var rule = ingress.Spec!.Mappings("rules").Single();
        Assert.Equal("web.example.com", rule.Text("host"));
        Assert.Equal("/shop", rule.Mapping("http")!.Mappings("paths").Single().Text("path"));
        Assert.DoesNotContain(model.Warnings, warning => warning.Message.Contains("No route", StringComparison.Ordinal));
    }

    [Fact]
    public void GatewayWithAClass_MakesTheRouteAlone()
    {
        var options = With(new WorkloadSettings { Gateway = "main", IngressClass = "nginx" });
        var graph = Graph(SampleModel.Of(Web, options), options);

        Assert.Single(graph.OfKind("HTTPRoute"));
        Assert.Empty(graph.OfKind("Ingress"));
    }

    [Fact]
    public void ClassOverAGateway_MakesTheIngress() =>
        Assert.Equal(("nginx", ""), new WorkloadSettings { IngressClass = "nginx" }.Over(new WorkloadSettings { Gateway = "main" }) is var settings ? (settings.IngressClass, settings.Gateway) : default);

    [Fact]
    public void HttpRoute_HangsOnTheGatewayWhoseNamespaceIsLetIn()
    {
        var options = With(new WorkloadSettings { Gateway = "infra/main/https", Host = "shop.example.com" });
        var graph = Graph(SampleModel.Of(Web, options), options);
        var route = Assert.Single(graph.OfKind("HTTPRoute"));
        var parent = route.Spec!.Mappings("parentRefs").Single();

        Assert.Equal(("infra", "main", "https"), (parent.Text("namespace"), parent.Text("name"), parent.Text("sectionName")));
        Assert.Equal("8080", route.Spec!.Mappings("rules").Single().Mappings("backendRefs").Single().Text("port"));
        Assert.True(new PolicyEvaluator(graph).Allows(NetworkEnd.Elsewhere("infra"), NetworkEnd.Of(graph.Workloads.Single(workload => workload.Name == "web")), "TCP", 8080));
    }

    [Fact]
    public void CertificateWithoutAHost_IsRefused() =>
        Assert.Contains(
            "Kubernetes:Resources:web:Host",
            Assert.Single(ClusterModelBuilder.Build(SampleModel.Manifest(Web), With(new WorkloadSettings { IngressClass = "nginx", TlsSecret = "cert" }), new HashSet<string>()).Problems).Message,
            StringComparison.Ordinal);

    private static KubernetesOptions With(WorkloadSettings settings) => new() { Application = "shop", Defaults = settings };

    private static ObjectGraph Graph(MicroService.Publishing.Workloads.ClusterModel model, KubernetesOptions options) => new(Hardened.Of(model, options).Files);
}
