using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class ContainerResourcesTests
{
    private const string App = """ "app": { "type": "container.v0", "image": "IMAGE" } """;

    private static readonly string[] Folders = ["/tmp", "/var/cache", "/var/log"];

    public static TheoryData<string> Variants => [.. OwnModel.Variants];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Memory_IsLimitedToWhatIsRequested(string variant)
    {
        var (model, options) = OwnModel.Variant(variant);

        Assert.All(
            new ObjectGraph(Hardened.Of(model, options).Files).Workloads.SelectMany(workload => workload.Containers),
            container => Assert.Equal(container.Request("memory"), container.Limit("memory")));
    }

    [Fact]
    public void ServerThatNeedsMore_GetsIt() =>
        Assert.Equal("2Gi", HardenedPod.Of(App.Replace("IMAGE", "mcr.microsoft.com/mssql/server:2022-CU20", StringComparison.Ordinal)).Container.At("resources", "limits", "memory")!.ToString());

    [Fact]
    public void MemoryOfSettings_Counts() =>
        Assert.Equal(
            "4Gi",
            HardenedPod.Of(App.Replace("IMAGE", "mcr.microsoft.com/mssql/server:2022-CU20", StringComparison.Ordinal), new WorkloadSettings { Memory = "4Gi" }).Container.At("resources", "limits", "memory")!.ToString());

    [Fact]
    public void ScratchFolders_FitIntoTheEphemeralStorage()
    {
        var pod = HardenedPod.Of(
            App.Replace("IMAGE", "example.com/app:1.2.3", StringComparison.Ordinal),
            new WorkloadSettings { ReadOnlyRoot = true, EphemeralStorage = "64Mi", Scratch = ["/var/cache", "/var/log"] });

        // 64Mi for logs, and as much for each of the two and for /tmp
        Assert.Equal("256Mi", pod.Container.At("resources", "limits", "ephemeral-storage")!.ToString());
        Assert.All(Folders, path => Assert.True(pod.Volume(pod.Mount(path)!).Has("emptyDir")));
    }

    [Fact]
    public void VolumesOfOneName_AreKeptApart()
    {
        var pod = HardenedPod.Of(
            """
            "app": {
              "type": "container.v0", "image": "example.com/app:1.2.3",
              "volumes": [{ "name": "a", "target": "/config", "readOnly": false }, { "name": "b", "target": "/tmp/x", "readOnly": false }],
              "env": { "Section__Key": "b" }
            }
            """,
            new WorkloadSettings { ReadOnlyRoot = true, ConfigurationFolder = "/etc/app", Scratch = ["/var/run", "/var-run", "/etc/app/config"] });

        var names = pod.Workload.PodSpec.Mappings("volumes").Select(volume => volume.Text("name"))
            .Concat(pod.Workload.Spec.Mappings("volumeClaimTemplates").Select(claim => claim.Mapping("metadata")!.Text("name"))).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.True(pod.Volume(pod.Mount("/etc/app")!).Has("configMap"));
        Assert.True(pod.Volume(pod.Mount("/tmp")!).Has("emptyDir"));
    }

    [Theory]
    [InlineData("500m", "0")]
    [InlineData("2", null)]
    public void PartOfACore_GetsNoHeapForEachCore(string cpu, string? server) =>
        Assert.Equal(server, HardenedPod.Of(""" "app": { "type": "project.v0", "path": "App/App.csproj" } """, new WorkloadSettings { Cpu = cpu }).Variable("DOTNET_gcServer"));
}
