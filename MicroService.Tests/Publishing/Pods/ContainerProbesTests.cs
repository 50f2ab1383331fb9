using CsCheck;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class ContainerProbesTests
{
    private const string Server = """ "app": { "type": "container.v0", "image": "IMAGE", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 8080 } } } """;

    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];
    private static readonly string[] Images = ["example.com/app:1.2.3", "postgres:18.3"];

    [Theory]
    [InlineData("startupProbe", "/health/startup")]
    [InlineData("readinessProbe", "/health/ready")]
    [InlineData("livenessProbe", "/health/live")]
    public void Api_IsAskedOnItsManagementPort(string probe, string path)
    {
        var get = (MappingNode)HardenedPod.Own("api").Container.At(probe, "httpGet")!;

        Assert.Equal((path, "management"), (get.Text("path"), get.Text("port")));
    }

    [Theory]
    [InlineData("example.com/app:1.2.3", "tcpSocket")]
    [InlineData("postgres:18.3", "exec")]
    [InlineData("qdrant/qdrant:v1.16.3", "httpGet")]
    public void OtherImage_IsAskedAsItsProfileSays(string image, string handler)
    {
        var pod = HardenedPod.Of(Server.Replace("IMAGE", image, StringComparison.Ordinal));

        Assert.All(Probes, probe => Assert.True(pod.Container.Mapping(probe)!.Has(handler)));
    }

    [Fact]
    public void ImageThatTellsLifeFromReadiness_IsAskedForBoth()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v1", "image": "docker.io/prom/prometheus:v3.5.0", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 9090 } } } """);

        Assert.Equal(
            ["/-/ready", "/-/ready", "/-/healthy"],
            Probes.Select(probe => ((MappingNode)pod.Container.At(probe, "httpGet")!).Text("path")));
    }

    [Fact]
    public void AnyStartupTime_IsGranted() => Gen.Int[1, 3600].Sample(
        seconds =>
        {
            var settings = new WorkloadSettings { StartupTime = TimeSpan.FromSeconds(seconds) };
            foreach (var image in Images)
            {
                var pod = HardenedPod.Of(Server.Replace("IMAGE", image, StringComparison.Ordinal), settings);
                var startup = pod.Container.Mapping("startupProbe")!;
                var granted = startup.Integer("periodSeconds")!.Value * startup.Integer("failureThreshold")!.Value;
                Assert.InRange(granted, seconds, seconds + 10);
                Assert.True(pod.Workload.Kind != "Deployment" || pod.Workload.Spec.Integer("progressDeadlineSeconds") > granted + pod.Workload.Spec.Integer("minReadySeconds"));
            }
        },
        iter: 20);

    [Fact]
    public void Job_IsNotProbed() => Assert.False(HardenedPod.Own("postgres-history-create").Container.Has("readinessProbe"));
}
