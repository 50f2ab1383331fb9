using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>An object that a workload's pods cannot start without.</summary>
/// <param name="Kind">ConfigMap, Secret, PersistentVolumeClaim or ServiceAccount.</param>
/// <param name="Node">Where its name is written.</param>
/// <param name="Keys">The keys that have to be there.</param>
/// <param name="Container">The container that refers to it, if it is one.</param>
internal sealed record Reference(string Kind, ScalarNode Node, IReadOnlyList<ScalarNode> Keys, Container? Container)
{
    /// <summary>The name.</summary>
    public string Name => Node.Value;

    /// <summary>The references of a kind, in the order in which they are written; optional ones are left out.</summary>
    public static IEnumerable<Reference> Of(Workload workload, string kind) =>
        All(workload).OfType<Reference>().Where(reference => reference.Kind == kind && reference.Name.Length > 0);

    private static IEnumerable<Reference?> All(Workload workload)
    {
        var spec = workload.PodSpec;
        yield return Make("ServiceAccount", spec, "serviceAccountName") ?? Make("ServiceAccount", spec, "serviceAccount");
        foreach (var secret in spec.Mappings("imagePullSecrets"))
        {
            yield return Make("Secret", secret, "name");
        }

        foreach (var volume in spec.Mappings("volumes"))
        {
            yield return Make("PersistentVolumeClaim", volume.Mapping("persistentVolumeClaim"), "claimName");
            yield return Make("ConfigMap", volume.Mapping("configMap"), "name");
            yield return Make("Secret", volume.Mapping("secret"), "secretName");
            foreach (var source in volume.Mapping("projected")?.Mappings("sources") ?? [])
            {
                yield return Make("ConfigMap", source.Mapping("configMap"), "name");
                yield return Make("Secret", source.Mapping("secret"), "name");
            }
        }

        foreach (var container in workload.Containers)
        {
            foreach (var source in container.Node.Mappings("envFrom"))
            {
                yield return Make("ConfigMap", source.Mapping("configMapRef"), "name", container);
                yield return Make("Secret", source.Mapping("secretRef"), "name", container);
            }

            foreach (var source in container.Environment.Select(variable => variable.Mapping("valueFrom")).OfType<MappingNode>())
            {
                yield return Make("ConfigMap", source.Mapping("configMapKeyRef"), "name", container);
                yield return Make("Secret", source.Mapping("secretKeyRef"), "name", container);
            }
        }
    }

    private static Reference? Make(string kind, MappingNode? holder, string field, Container? container = null)
    {
        if (holder?.Scalar(field) is not { } name || holder.Boolean("optional") is true)
        {
            return null;
        }

        var items = holder.Mappings("items").Select(item => item.Scalar("key")).Append(holder.Scalar("key"));
        return new Reference(kind, name, [.. items.OfType<ScalarNode>()], container);
    }
}
