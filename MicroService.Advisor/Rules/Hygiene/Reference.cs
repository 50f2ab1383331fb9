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
        All(workload, kind).OfType<Reference>().Where(reference => reference.Name.Length > 0);

    private static IEnumerable<Reference?> All(Workload workload, string wanted)
    {
        var spec = workload.PodSpec;
        yield return Make(wanted, "ServiceAccount", spec, "serviceAccountName") ?? Make(wanted, "ServiceAccount", spec, "serviceAccount");
        foreach (var secret in spec.Mappings("imagePullSecrets"))
        {
            yield return Make(wanted, "Secret", secret, "name");
        }

        foreach (var volume in workload.Volumes)
        {
            yield return Make(wanted, "PersistentVolumeClaim", volume.Mapping("persistentVolumeClaim"), "claimName");
            yield return Make(wanted, "ConfigMap", volume.Mapping("configMap"), "name");
            yield return Make(wanted, "Secret", volume.Mapping("secret"), "secretName");
            foreach (var source in volume.Mapping("projected")?.Mappings("sources") ?? [])
            {
                yield return Make(wanted, "ConfigMap", source.Mapping("configMap"), "name");
                yield return Make(wanted, "Secret", source.Mapping("secret"), "name");
            }
        }

        foreach (var container in workload.Containers)
        {
            foreach (var source in container.Node.Mappings("envFrom"))
            {
                yield return Make(wanted, "ConfigMap", source.Mapping("configMapRef"), "name", container);
                yield return Make(wanted, "Secret", source.Mapping("secretRef"), "name", container);
            }

            foreach (var source in container.Environment.Select(variable => variable.Mapping("valueFrom")).OfType<MappingNode>())
            {
                yield return Make(wanted, "ConfigMap", source.Mapping("configMapKeyRef"), "name", container);
                yield return Make(wanted, "Secret", source.Mapping("secretKeyRef"), "name", container);
            }
        }
    }

    private static Reference? Make(string wanted, string kind, MappingNode? holder, string field, Container? container = null)
    {
        if (kind != wanted || holder?.Scalar(field) is not { } name || holder.Boolean("optional") is true)
        {
            return null;
        }

        var items = holder.Mappings("items").Select(item => item.Scalar("key")).Append(holder.Scalar("key"));
        return new Reference(kind, name, [.. items.OfType<ScalarNode>()], container);
    }
}
