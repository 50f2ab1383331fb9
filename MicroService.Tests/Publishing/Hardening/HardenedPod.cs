using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>The hardened pods of one resource, with the objects around them.</summary>
internal sealed class HardenedPod
{
    private HardenedPod(HardenedApplication application, string name)
    {
        Application = application;
        Graph = new ObjectGraph(application.Files);
        Workload = Graph.Workloads.Single(workload => workload.Name == name);
    }

    public HardenedApplication Application { get; }

    public ObjectGraph Graph { get; }

    public Workload Workload { get; }

    public MappingNode Container => Workload.Containers.Single().Node;

    /// <summary>The script of the shell that starts it.</summary>
    public string Script => ((ScalarNode)Container.Sequence("args")!.Items[1]).Value;

    /// <summary>The resource <c>app</c> of a manifest, with these settings.</summary>
    public static HardenedPod Of(string resources, WorkloadSettings? settings = null, string name = "app")
    {
        var options = new KubernetesOptions { Application = "shop", Resources = settings is null ? new Dictionary<string, WorkloadSettings>() : new Dictionary<string, WorkloadSettings> { ["app"] = settings } };
        return new HardenedPod(Hardened.Of(SampleModel.Of(resources, options), options), name);
    }

    /// <summary>A workload of our own model.</summary>
    public static HardenedPod Own(string name, string variant = OwnModel.Base)
    {
        var (model, options) = OwnModel.Variant(variant);
        return new HardenedPod(Hardened.Of(model, options), name);
    }

    public KubernetesObject? Find(string kind) => Graph.Find(kind, Workload.Object.Namespace, Workload.Name);

    public string? Variable(string name) => Workload.Containers.Single().Variable(name)?.Text("value");

    public MappingNode? Mount(string path) => Workload.Containers.Single().VolumeMounts.FirstOrDefault(mount => mount.Text("mountPath") == path);

    public MappingNode Volume(MappingNode mount) => Workload.PodSpec.Mappings("volumes").Single(volume => volume.Text("name") == mount.Text("name"));
}
