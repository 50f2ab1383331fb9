using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Workloads;

public sealed class VolumeSettingsTests
{
    private const string Shared = """
        "a": { "type": "container.v0", "image": "example.com/a:1", "volumes": [{ "name": "uploads", "target": "/up", "readOnly": false }] },
        "b": { "type": "container.v0", "image": "example.com/b:1", "volumes": [{ "name": "uploads", "target": "/in", "readOnly": true }] }
        """;

    [Fact]
    public void AnonymousVolumes_AreClaimsNamedAfterTheirTargets()
    {
        var model = SampleModel.Of(""" "c": { "type": "container.v0", "image": "example.com/c:1", "volumes": [{ "target": "/data", "readOnly": false }, { "target": "/logs", "readOnly": false }] } """);

        Assert.Equal(["data", "logs"], model.Workload("c").Volumes.Select(volume => volume.Name));
        Assert.DoesNotContain(model.Warnings, warning => warning.Message.Contains("shared", StringComparison.Ordinal));
    }

    [Fact]
    public void Claim_HasTheStorageClassAndModesOfTheSettings()
    {
        var settings = new WorkloadSettings { StorageClass = "fast", AccessModes = ["ReadWriteOncePod"], PullSecrets = ["registry"] };
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "example.com/c:1", "volumes": [{ "name": "d", "target": "/data", "readOnly": false }] } """, settings);
        var claim = pod.Workload.Spec.Mappings("volumeClaimTemplates").Single().Mapping("spec")!;

        Assert.Equal("fast", claim.Text("storageClassName"));
        Assert.Equal("ReadWriteOncePod", ((ScalarNode)claim.Sequence("accessModes")!.Items[0]).Value);
        Assert.Equal("registry", pod.Workload.PodSpec.Mappings("imagePullSecrets").Single().Text("name"));
    }

    [Fact]
    public void SharedVolume_IsOneClaimOfBoth()
    {
        var options = new KubernetesOptions { Application = "shop", SharedVolumes = ["uploads"] };
        var model = SampleModel.Of(Shared, options);
        var graph = new ObjectGraph(Hardened.Of(model, options).Files);
        var claim = Assert.Single(graph.OfKind("PersistentVolumeClaim"));

        Assert.Equal("ReadWriteMany", ((ScalarNode)claim.Spec!.Sequence("accessModes")!.Items[0]).Value);
        Assert.All(graph.Workloads, workload => Assert.Equal(claim.Name, workload.PodSpec.Mappings("volumes").Single(volume => volume.Has("persistentVolumeClaim")).Mapping("persistentVolumeClaim")!.Text("claimName")));
        Assert.DoesNotContain(model.Warnings, warning => warning.Message.Contains("shared by", StringComparison.Ordinal));
    }

    [Fact]
    public void SharedVolumeThatNoSettingNames_IsPointedOut() =>
        Assert.Contains(SampleModel.Of(Shared).Warnings, warning => warning.Advice.Contains("Kubernetes:SharedVolumes", StringComparison.Ordinal));
}
