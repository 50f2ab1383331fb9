using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The ConfigMaps that a container has as files.</summary>
internal static class MountedSettings
{
    private static readonly char[] AroundWords = [' ', '\t', '\r', '\n', '"', '\'', '`', '(', ')', '<', '>', '|', '&', ';', '=', ','];

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

    /// <summary>The shell scripts among their files that the command line names.</summary>
    public static IEnumerable<string> ScriptsOf(Container container, ObjectGraph graph)
    {
        var maps = MapsOf(container, graph).ToList();
        if (maps.Count == 0)
        {
            return [];
        }

        var named = container.CommandLine.SelectMany(word => word.Value.Split(AroundWords, StringSplitOptions.RemoveEmptyEntries)).Select(FileName)
            .ToHashSet(StringComparer.Ordinal);
        named.UnionWith(container.VolumeMounts.Where(mount => named.Contains(FileName(mount.Text("mountPath") ?? "")))
            .Select(mount => FileName(mount.Text("subPath") ?? "")).ToList());
        named.UnionWith(container.Workload.Volumes.SelectMany(volume => volume.Mapping("configMap")?.Mappings("items") ?? [])
            .Where(item => named.Contains(FileName(item.Text("path") ?? ""))).Select(item => item.Text("key") ?? "").ToList());
        return from map in maps
               from entry in map.Root.Mapping("data")?.Entries ?? []
               let text = entry.Value as ScalarNode
               where text is not null && named.Contains(entry.Key.Value) && IsScript(entry.Key.Value, text.Value)
               select text.Value;
    }

    private static bool IsScript(string name, string text) =>
        name.EndsWith(".sh", StringComparison.Ordinal)
        || (text.StartsWith("#!", StringComparison.Ordinal) && text.AsSpan(0, Math.Max(2, text.IndexOf('\n', StringComparison.Ordinal))).Contains("sh", StringComparison.Ordinal));

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> NamesIn(MappingNode volume) =>
        (volume.Mapping("projected")?.Mappings("sources") ?? []).Select(source => source.Mapping("configMap")?.Text("name"))
            .Prepend(volume.Mapping("configMap")?.Text("name")).OfType<string>();
}
