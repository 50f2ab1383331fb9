using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Network;

public sealed class WorkloadPolicyTests
{
    [Fact]
    public void EgressOfSettings_IsAllowedToThatPortAlone()
    {
        var model = With(OwnModel.Model, settings => settings with { Egress = ["stranger:4317", "203.0.113.0/24:443"] });

        AllowedConnections.AreTheModels(model, OwnModel.Options, Hardened.Of(model, OwnModel.Options));
    }

    [Fact]
    public void EgressThatCannotBeRead_IsALossAndOpensNothing()
    {
        var model = With(OwnModel.Model, settings => settings with { Egress = ["everything"] });
        var application = Hardened.Of(model, OwnModel.Options);

        AllowedConnections.AreTheModels(model, OwnModel.Options, application);
        Assert.Contains(application.Warnings, warning => warning is { IsLoss: true, Resource: "api" });
    }

    [Fact]
    public void WorkloadThatWaitsForAPerson_IsSaidToCallSomethingBeyond()
    {
        var model = OwnModel.Model with
        {
            Workloads = [.. OwnModel.Model.Workloads.Select(workload => workload.Name != "api" ? workload : workload with { Settings = workload.Settings with { Egress = [] }, Addresses = [new ClusterAddress("X", "", null)] })],
        };

        Assert.Contains(Hardened.Of(model, OwnModel.Options).Warnings, warning => warning is { Resource: "api", IsLoss: false } && warning.Advice.Contains("Egress", StringComparison.Ordinal));
    }

    [Fact]
    public void UdpBinding_IsUdpInEveryObjectAndIsNotProbed()
    {
        var options = new KubernetesOptions { Application = "shop" };
        var model = SampleModel.Of("""
            "log": { "type": "container.v1", "image": "example.com/log:1", "bindings": { "syslog": { "scheme": "udp", "protocol": "udp", "transport": "udp", "targetPort": 514 } } },
            "app": { "type": "container.v1", "image": "example.com/app:1", "env": { "LOG": "{log.bindings.syslog.url}" } }
            """, options);
        var application = Hardened.Of(model, options);
        var graph = new ObjectGraph(application.Files);
        var container = graph.Workloads.Single(workload => workload.Name == "log").Containers.Single();

        AllowedConnections.AreTheModels(model, options, application);
        Assert.Equal("udp://log:514", model.Workload("app").Setting("LOG"));
        Assert.Equal(("514", "UDP"), Port(graph.Find("Service", "shop", "log")!.Spec!, "port"));
        Assert.Equal(("514", "UDP"), Port(container.Node, "containerPort"));
        Assert.Equal(("514", "UDP"), Port(graph.Find("NetworkPolicy", "shop", "log")!.Spec!.Mappings("ingress").Single(), "port"));
        Assert.Equal(("514", "UDP"), Port(graph.Find("NetworkPolicy", "shop", "app")!.Spec!.Mappings("egress").Last(), "port"));
        Assert.DoesNotContain(container.Node.Entries, entry => entry.Key.Value.EndsWith("Probe", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluator_KnowsAMissingRule()
    {
        var application = Hardened.Of(OwnModel.Model, OwnModel.Options);
        var policy = new ObjectGraph(application.Files).Find("NetworkPolicy", "microservice", "cache")!;
        policy.Spec!.Remove("ingress");

        Assert.ThrowsAny<Exception>(() => AllowedConnections.AreTheModels(OwnModel.Model, OwnModel.Options, application));
    }

    [Theory]
    [InlineData("monitoring:4317", true)]
    [InlineData("10.0.0.0/8:443", true)]
    [InlineData("2001:db8::/32:443", true)]
    [InlineData("monitoring", false)]
    [InlineData("monitoring:0", false)]
    [InlineData("Monitoring:80", false)]
    [InlineData("10.0.0.0/99:443", false)]
    [InlineData(":443", false)]
    [InlineData("", false)]
    public void EgressTarget_IsOfOneOfTwoForms(string text, bool isTarget) =>
        Assert.Equal(isTarget, MicroService.Publishing.Network.EgressTarget.Parse(text) is not null);

    private static (string? Number, string? Protocol) Port(MappingNode node, string key) => (node.Mappings("ports").Single().Text(key), node.Mappings("ports").Single().Text("protocol"));

    private static ClusterModel With(ClusterModel model, Func<WorkloadSettings, WorkloadSettings> change) =>
        model with { Workloads = [.. model.Workloads.Select(workload => workload with { Settings = change(workload.Settings) })] };
}
