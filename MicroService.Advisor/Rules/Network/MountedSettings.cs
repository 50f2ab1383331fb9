using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The ConfigMaps that a container has as files.</summary>
internal static class MountedSettings
{
    /// <summary>The ConfigMaps that are given.</summary>
    public static IEnumerable<KubernetesObject> MapsOf(Container container, ObjectGraph graph) =>
        from name in NamesOf(container)
        let map = graph.FindFor(container.Workload, "ConfigMap", name)
        where map is not null
        select map;

    /// <summary>The names of the ConfigMaps, whether they are given or not.</summary>
    public static IEnumerable<string> NamesOf(Container container)
    {
        var mounted = container.VolumeMounts.Select(mount => mount.Text("name")).ToHashSet();
        return container.Workload.Volumes.Where(volume => mounted.Contains(volume.Text("name"))).SelectMany(NamesIn);
    }

    /// <summary>The texts of their files.</summary>
    public static IEnumerable<string> Of(Container container, ObjectGraph graph) =>
        from map in MapsOf(container, graph)
        from entry in map.Root.Mapping("data")?.Entries ?? []
        let text = entry.Value as ScalarNode
        where text is not null
        select text.Value;

    private static IEnumerable<string> NamesIn(MappingNode volume) =>
        (volume.Mapping("projected")?.Mappings("sources") ?? []).Select(source => source.Mapping("configMap")?.Text("name"))
            .Prepend(volume.Mapping("configMap")?.Text("name")).OfType<string>();
}
