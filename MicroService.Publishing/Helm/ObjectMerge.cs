using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Helm;

/// <summary>Merges another generator's object into ours: probes, volumes and customizations that ours doesn't set.</summary>
internal static class ObjectMerge
{
    // Ours win: names and selectors must match, and secrets are files.
    private static readonly HashSet<string> Own =
    [
        "/metadata/name", "/spec/selector", "/spec/serviceName", "/spec/template/spec/containers/0/name",
        "/spec/template/spec/containers/0/envFrom", "/spec/template/spec/containers/0/env",
    ];

    private static readonly string[] Handlers = ["startupProbe", "readinessProbe", "livenessProbe"];

    /// <summary>Lays <paramref name="theirs"/> under <paramref name="ours"/>; of an object of another kind only the pods count.</summary>
    public static void Under(MappingNode ours, MappingNode theirs)
    {
        var copy = (MappingNode)theirs.Clone();
        if (ours.Text("kind") != theirs.Text("kind") && copy.Mapping("spec") is { } spec)
        {
            foreach (var field in spec.Entries.Select(entry => entry.Name).Where(field => field != "template").ToList())
            {
                spec.Remove(field);
            }
        }

        Under(ours, copy, string.Empty);
        foreach (var container in (ours.At("spec", "template", "spec") as MappingNode)?.Mappings("containers") ?? [])
        {
            SpellScheme(container);
        }
    }

    private static void Under(MappingNode ours, MappingNode theirs, string path)
    {
        foreach (var entry in theirs.Entries)
        {
            var at = $"{path}/{entry.Name}";
            switch (ours[entry.Name], entry.Value)
            {
                case var _ when Own.Contains(at):
                    break;
                case (null, var value):
                    ours.Set(entry.Name, value.Clone());
                    break;
                case (MappingNode mapping, MappingNode value):
                    Under(mapping, value, at);
                    break;
                case (SequenceNode containers, SequenceNode value) when at == "/spec/template/spec/containers":
                    UnderContainers(containers, value, at);
                    break;
            }
        }
    }

    // The first container is the workload's own; others are sidecars of a customization.
    private static void UnderContainers(SequenceNode ours, SequenceNode theirs, string path)
    {
        if (ours.Items is [MappingNode own, ..] && theirs.Items is [MappingNode first, ..])
        {
            Under(own, first, $"{path}/0");
        }

        foreach (var other in theirs.Items.Skip(1))
        {
            ours.Add(other.Clone());
        }
    }

    // Aspire writes the scheme in lower case, which the API server rejects.
    private static void SpellScheme(MappingNode container)
    {
        foreach (var get in Handlers.Select(handler => container.At(handler, "httpGet")).OfType<MappingNode>())
        {
            if (get.Text("scheme") is { } scheme)
            {
                get.Set("scheme", scheme.ToUpperInvariant());
            }
        }
    }
}
