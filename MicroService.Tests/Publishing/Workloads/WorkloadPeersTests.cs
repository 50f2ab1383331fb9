using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Workloads;

public sealed class WorkloadPeersTests
{
    private const string Silo = """
        "type": "project.v0", "path": "s.csproj",
        "env": { "Orleans__ClusterId": "CLUSTER", "Orleans__Endpoints__SiloPort": "{NAME.bindings.orleans-silo.targetPort}", "Orleans__Endpoints__GatewayPort": "{NAME.bindings.orleans-gateway.targetPort}" },
        "bindings": {
          "orleans-silo": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 8000 },
          "orleans-gateway": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 8001 } }
        """;

    private static readonly ClusterModel Orleans = SampleModel.Of($$"""
        "silo": { {{Of("silo", "c1")}} }, "other": { {{Of("other", "c1")}} }, "stranger": { {{Of("stranger", "c2")}} },
        "client": { "type": "project.v0", "path": "c.csproj", "env": { "Orleans__ClusterId": "c1" } }, "none": { "type": "project.v0", "path": "n.csproj" }
        """);

    [Theory]
    [InlineData("silo", "silo", true, true)]
    [InlineData("silo", "other", true, true)]
    [InlineData("client", "silo", false, true)]
    [InlineData("client", "other", false, true)]
    [InlineData("client", "stranger", false, false)]
    [InlineData("silo", "stranger", false, false)]
    [InlineData("none", "silo", false, false)]
    [InlineData("silo", "client", false, false)]
    public void OrleansCluster_IsConnected(string caller, string callee, bool silo, bool gateway)
    {
        var calls = Orleans.Workload(caller).Calls;

        Assert.Equal((silo, gateway), (calls.Contains(new ClusterCall(callee, "orleans-silo")), calls.Contains(new ClusterCall(callee, "orleans-gateway"))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WorkloadOfTheSettings_IsConnectedFromEitherSide(bool isEgress)
    {
        var settings = new Dictionary<string, WorkloadSettings>
        {
            [isEgress ? "client" : "silo"] = isEgress ? new WorkloadSettings { Egress = ["silo:8001"] } : new WorkloadSettings { Ingress = ["client:8001", "batch:8001"] },
        };
        var model = SampleModel.Of(
            $$""" "silo": { {{Of("silo", "c1")}} }, "client": { "type": "project.v0", "path": "c.csproj" } """, new KubernetesOptions { Application = "shop", Resources = settings });

        Assert.Equal([new ClusterCall("silo", "orleans-gateway")], model.Workload("client").Calls);
        Assert.Empty(model.Workload("client").Settings.Egress!);
        string[] others = isEgress ? [] : ["batch:8001"];
        Assert.Equal(others, model.Workload("silo").Settings.Ingress!);
    }

    private static string Of(string name, string cluster) => Silo.Replace("NAME", name, StringComparison.Ordinal).Replace("CLUSTER", cluster, StringComparison.Ordinal);
}
