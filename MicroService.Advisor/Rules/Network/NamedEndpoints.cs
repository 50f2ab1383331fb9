using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The endpoints that a container's environment names, in the manifest and the ConfigMaps given with it; Secrets are not read.</summary>
internal static class NamedEndpoints
{
    // A ConfigMap that names more is data. Thousands of pods may share one, so it is read once, and what each pod takes from it is bounded.
    private const int Most = 200;

    private static readonly ConditionalWeakTable<KubernetesObject, Endpoint[]> OfConfigMaps = [];

    /// <summary>The endpoints, of each whole ConfigMap the first 200.</summary>
    public static IEnumerable<Endpoint> Of(Container container, ObjectGraph graph)
    {
        foreach (var variable in container.Environment)
        {
            var reference = variable.Mapping("valueFrom")?.Mapping("configMapKeyRef");
            var value = variable.Text("value")
                ?? (reference is null ? null : ConfigMap(container, graph, reference)?.Root.Mapping("data")?.Text(reference.Text("key") ?? ""));
            foreach (var endpoint in value is null ? [] : Endpoint.In(value))
            {
                yield return endpoint;
            }
        }

        foreach (var source in container.Node.Mappings("envFrom").Select(source => source.Mapping("configMapRef")).OfType<MappingNode>())
        {
            foreach (var endpoint in ConfigMap(container, graph, source) is { } map ? OfConfigMaps.GetValue(map, static map => Read(map)) : [])
            {
                yield return endpoint;
            }
        }
    }

    private static Endpoint[] Read(KubernetesObject map) =>
        [.. (map.Root.Mapping("data")?.Entries ?? []).Select(entry => entry.Value).OfType<ScalarNode>().SelectMany(value => Endpoint.In(value.Value)).Distinct().Take(Most)];

    private static KubernetesObject? ConfigMap(Container container, ObjectGraph graph, MappingNode reference) =>
        reference.Text("name") is { } name ? graph.FindFor(container.Workload, "ConfigMap", name) : null;
}
