using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>A volume that lives and dies with its pod, on the node's disk or in memory.</summary>
/// <param name="Node">The volume.</param>
/// <param name="Workload">The workload that has it.</param>
internal sealed record EmptyDirVolume(MappingNode Node, Workload Workload)
{
    public string Name => Node.Text("name") ?? "";

    /// <summary>What a sentence calls the volume.</summary>
    public string Called => Name.Length > 0 ? Name : "without a name";

    public bool IsInMemory => Node.Mapping("emptyDir")?.Text("medium") == "Memory";

    public Quantity? SizeLimit => Quantity.Of(Node.At("emptyDir", "sizeLimit")) is { Value: > 0 } limit ? limit : null;

    /// <summary>The containers that mount the volume, init containers that end again left out.</summary>
    public IEnumerable<Container> Users => Workload.MountsOf(Node.Text("name")).Select(mounted => mounted.Container).Where(container => container.IsLongRunning).Distinct();

    /// <summary>The workload's volumes of this kind; <c>emptyDir:</c> with nothing behind it is one, too.</summary>
    public static IEnumerable<EmptyDirVolume> Of(Workload workload) =>
        workload.Volumes.Where(volume => volume.Has("emptyDir")).Select(volume => new EmptyDirVolume(volume, workload));

    public bool Mounts(Container container) => container.VolumeMounts.Any(mount => mount.Text("name") == Name);
}
