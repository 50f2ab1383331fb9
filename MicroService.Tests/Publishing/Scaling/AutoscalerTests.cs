using MicroService.Advisor.Manifests;
using MicroService.Publishing.Scaling;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Scaling;

public sealed class AutoscalerTests
{
    private const string Server = """ "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8080 } } } """;

    [Theory]
    [InlineData("base", 2, 6, false)]
    [InlineData("dev", 2, 3, false)]
    [InlineData("prod", 3, 12, true)]
    public void Api_ScalesAsItsVariantSays(string variant, long least, long most, bool onRequests)
    {
        var spec = HardenedPod.Own("api", variant).Find("HorizontalPodAutoscaler")!.Spec!;

        Assert.Equal((least, most), (spec.Integer("minReplicas"), spec.Integer("maxReplicas")));
        var metrics = spec.Mappings("metrics").ToList();
        Assert.Equal(70, ((ScalarNode)metrics[0].At("resource", "target", "averageUtilization")!).AsInteger);
        Assert.Equal(onRequests, metrics.Exists(metric => metric.At("pods", "metric", "name") is ScalarNode { Value: Autoscaler.RequestMetric }));
        Assert.True(((MappingNode)spec.At("behavior", "scaleDown")!).Integer("stabilizationWindowSeconds") >= 300);
    }

    [Fact]
    public void FixedNumberOfPods_IsWrittenAndNotScaled()
    {
        var pod = HardenedPod.Of(Server, new WorkloadSettings { MinReplicas = 3, MaxReplicas = 3 });

        Assert.Null(pod.Find("HorizontalPodAutoscaler"));
        Assert.Equal(3, pod.Workload.Replicas);
        Assert.NotNull(pod.Find("PodDisruptionBudget"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(2, false)]
    public void SeveralPodsThatNobodyAskedFor_AreSaid(int? said, bool isSaid) => Assert.Equal(
        isSaid, HardenedPod.Of(Server, new WorkloadSettings { MinReplicas = said }).Application.Warnings.Any(warning => warning.Advice.Contains("MinReplicas", StringComparison.Ordinal)));

    [Fact]
    public void Scaled_WritesNoReplicas() => Assert.Null(HardenedPod.Of(Server).Workload.Replicas);

    [Fact]
    public void DataStore_StaysAlone()
    {
        var pod = HardenedPod.Own("postgres", "prod");

        Assert.Equal(1, pod.Workload.Replicas);
        Assert.Null(pod.Find("HorizontalPodAutoscaler"));
        Assert.Null(pod.Find("PodDisruptionBudget"));
    }

    [Theory]
    [InlineData(null, 1L)]
    [InlineData(2, null)]
    public void Worker_IsManyOnlyWhereSomebodySaysSo(int? said, long? replicas)
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "example.com/app:1.2.3" } """, new WorkloadSettings { MinReplicas = said });

        Assert.Equal(replicas, pod.Workload.Replicas);
    }
}
