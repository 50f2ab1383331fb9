using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class ConfigurationDeliveryTests
{
    private const string App = """ "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "env": { "PLAIN": "a", "Section__Key": "b" } } """;

    [Fact]
    public void SettingsOfSections_AreFilesInTheFolder()
    {
        var pod = HardenedPod.Of(App, new WorkloadSettings { ConfigurationFolder = "/etc/app" });

        Assert.Equal("app-settings", pod.Volume(pod.Mount("/etc/app")!).Mapping("configMap")!.Text("name"));
        Assert.Equal(["Section__Key"], Keys(pod, "app-settings"));
        Assert.Equal(["PLAIN"], Keys(pod, "app-config"));
    }

    [Fact]
    public void WithoutFolder_AllAreVariables()
    {
        var pod = HardenedPod.Of(App);

        Assert.Equal(["PLAIN", "Section__Key"], Keys(pod, "app-config"));
        Assert.Null(pod.Graph.Find("ConfigMap", "shop", "app-settings"));
    }

    [Fact]
    public void NoVariableLeft_LeavesNoEmptyConfigMap()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "env": { "Section__Key": "b" } } """, new WorkloadSettings { ConfigurationFolder = "/etc/app" });

        Assert.Null(pod.Graph.Find("ConfigMap", "shop", "app-config"));
        Assert.False(pod.Container.Has("envFrom"));
    }

    [Fact]
    public void ChangedVariable_ChangesTheChecksum() =>
        Assert.NotEqual(Checksum(HardenedPod.Of(App)), Checksum(HardenedPod.Of(App.Replace("\"a\"", "\"c\"", StringComparison.Ordinal))));

    [Fact]
    public void ChangedFile_LeavesTheChecksum()
    {
        var settings = new WorkloadSettings { ConfigurationFolder = "/etc/app" };

        Assert.Equal(Checksum(HardenedPod.Of(App, settings)), Checksum(HardenedPod.Of(App.Replace("\"b\"", "\"c\"", StringComparison.Ordinal), settings)));
    }

    private static string Checksum(HardenedPod pod) => pod.Workload.PodAnnotations!.Text("checksum/config")!;

    private static IEnumerable<string> Keys(HardenedPod pod, string name) => pod.Graph.Find("ConfigMap", "shop", name)!.Root.Mapping("data")!.Entries.Select(entry => entry.Key.Value);
}
