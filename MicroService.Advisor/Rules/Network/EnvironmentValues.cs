using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The values that a container's environment gets from the manifest and the ConfigMaps given with it.</summary>
internal static class EnvironmentValues
{
    /// <summary>The values; those of Secrets are not read.</summary>
    public static IEnumerable<string> Of(Container container, ObjectGraph graph)
    {
        foreach (var variable in container.Environment)
        {
            var reference = variable.Mapping("valueFrom")?.Mapping("configMapKeyRef");
            var value = variable.Text("value") ?? (reference is null ? null : Data(container, graph, reference)?.Text(reference.Text("key") ?? ""));
            if (value is not null)
            {
                yield return value;
            }
        }

        foreach (var source in container.Node.Mappings("envFrom").Select(source => source.Mapping("configMapRef")).OfType<MappingNode>())
        {
            foreach (var value in Data(container, graph, source)?.Entries.Select(entry => entry.Value).OfType<ScalarNode>() ?? [])
            {
                yield return value.Value;
            }
        }
    }

    private static MappingNode? Data(Container container, ObjectGraph graph, MappingNode reference) =>
        reference.Text("name") is { } name ? graph.FindFor(container.Workload, "ConfigMap", name)?.Root.Mapping("data") : null;
}
