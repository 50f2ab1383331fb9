using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>A file of a ConfigMap or Secret that a container mounts by itself, with <c>subPath</c>.</summary>
/// <param name="Container">The container.</param>
/// <param name="Path">The path in the volume.</param>
/// <param name="Name">The name of the ConfigMap or Secret.</param>
internal sealed record MountedFile(Container Container, ScalarNode Path, string Name)
{
    /// <summary>The files of a kind that are neither optional nor called otherwise than their keys.</summary>
    public static IEnumerable<MountedFile> Of(Workload workload, string kind)
    {
        var (source, field) = kind switch
        {
            "ConfigMap" => ("configMap", "name"),
            "Secret" => ("secret", "secretName"),
            _ => ("", ""),
        };
        foreach (var volume in source.Length == 0 ? [] : workload.PodSpec.Mappings("volumes"))
        {
            if (volume.Mapping(source) is not { } holder || holder.Text(field) is not { Length: > 0 } name
                || holder.Boolean("optional") is true || holder.Sequence("items") is { Items.Count: > 0 })
            {
                continue;
            }

            foreach (var container in workload.Containers)
            {
                foreach (var path in container.VolumeMounts.Where(mount => mount.Text("name") == volume.Text("name")).Select(mount => mount.Scalar("subPath")))
                {
                    // A key has no slash; ..data is where the kubelet keeps the files.
                    if (path is { Value.Length: > 0 } && !path.Value.StartsWith("..", StringComparison.Ordinal) && !path.Value.Contains('/', StringComparison.Ordinal))
                    {
                        yield return new MountedFile(container, path, name);
                    }
                }
            }
        }
    }
}
