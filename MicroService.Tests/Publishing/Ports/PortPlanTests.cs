using CsCheck;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Names;
using MicroService.Publishing.Ports;

namespace MicroService.Tests.Publishing.Ports;

public sealed class PortPlanTests
{
    private static readonly Gen<Binding> AnyBinding =
        Gen.Select(Gen.String[Gen.Char["abC-_1"], 1, 24], Gen.OneOf(Gen.Const("http"), Gen.Const("https"), Gen.Const("tcp")), Gen.OneOf(Gen.Const("tcp"), Gen.Const("udp")), Gen.Int[8078, 8084].Nullable(), Gen.Int[8078, 8084].Nullable(), Gen.Bool)
            .Select((name, scheme, protocol, target, port, external) => new Binding(name, scheme, protocol, scheme == "tcp" ? "tcp" : "http", external, target, port));

    private static readonly Gen<Binding[]> AnyBindings = AnyBinding.Array[0, 8].Select(bindings => bindings.DistinctBy(binding => binding.Name).ToArray());

    [Fact]
    public void Ports_AreSuchAsServicesTake() => Gen.Select(AnyBindings, Gen.Bool).Sample((bindings, isProject) =>
    {
        var ports = Of(isProject, bindings).Ports;
        Assert.Equal(ports.Count, ports.Select(port => port.Name).Distinct().Count());
        Assert.Equal(ports.Count, ports.Select(port => (port.ServicePort, port.Protocol)).Distinct().Count());
        Assert.All(ports, port => Assert.True(port.Name.Length <= 15 && DnsLabel.Is(port.Name), port.Name));
    });

    [Fact]
    public void EveryBinding_HasThePortThatItAsksFor() => Gen.Select(AnyBindings, Gen.Bool).Sample((bindings, isProject) =>
    {
        var plan = Of(isProject, bindings);
        Assert.All(bindings.Except(plan.Plain), binding => Assert.Equal(binding.TargetPort ?? plan.Port(binding).Number, plan.Port(binding).Number));
        Assert.All(bindings, binding => Assert.Contains(plan.Port(binding), plan.Ports));
    });

    [Fact]
    public void ProjectWithoutPorts_GetsOneForEachBindingFrom8080() =>
        Assert.Equal([8080, 8082, 8081], Of(true, Http("a"), Http("b", target: null), Http("c", target: 8081)).Ports.Select(port => port.Number));

    [Fact]
    public void HttpsOfAProject_IsItsPlainHttp()
    {
        var plan = Of(true, Http("http"), Http("https") with { Scheme = "https", External = true });

        Assert.True(Assert.Single(plan.Ports).IsExternal);
        Assert.Equal("https", Assert.Single(plan.Plain).Name);
        Assert.Equal("http", plan.Scheme(plan.Plain[0]));
    }

    [Fact]
    public void HttpsOfAnotherTransport_KeepsThePortThatItAsksFor() =>
        Assert.Equal([8080, 5001], Of(true, Http("http"), Http("grpc", target: 5001) with { Scheme = "https", Transport = "http2" }).Ports.Select(port => port.Number));

    [Fact]
    public void HttpsOfAContainer_StaysWhatItIs()
    {
        var binding = Http("https", target: 8443) with { Scheme = "https" };

        Assert.Equal("https", Of(false, binding).Scheme(binding));
    }

    [Fact]
    public void BindingsOfOnePort_ShareIt() => Assert.Single(Of(false, Http("a", target: 80), Http("b", target: 80)).Ports);

    [Fact]
    public void TcpAndUdpOfOneNumber_AreTwo() => Assert.Equal(2, Of(false, Http("a", target: 53), Http("b", target: 53) with { Protocol = "udp" }).Ports.Count);

    [Fact]
    public void PortOfTheModel_IsThatOfTheService() => Assert.Equal((8080, 80), Of(true, Http("http", port: 80)).Ports.Select(port => (port.Number, port.ServicePort)).Single());

    private static Binding Http(string name, int? target = null, int? port = null) => new(name, "http", "tcp", "http", External: false, target, port);

    private static PortPlan Of(bool isProject, params Binding[] bindings) =>
        PortPlan.Of(isProject ? new ProjectResource("p", ManifestResourceTypes.ProjectV1, "p.csproj") { Bindings = bindings } : new ContainerResource("c", ManifestResourceTypes.ContainerV1) { Bindings = bindings });
}
