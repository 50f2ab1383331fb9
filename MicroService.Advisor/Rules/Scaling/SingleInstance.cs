using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Signs that a Deployment runs once on purpose, so that scaling it out would break it.</summary>
internal static class SingleInstance
{
    private static readonly string[] SharedModes = ["ReadWriteMany", "ReadOnlyMany"];

    /// <summary>True if pods must not overlap, keep data in the pod's own store, or share a volume that one node alone may write.</summary>
    public static bool Is(Workload workload, ObjectGraph graph) =>
        workload.Spec.Mapping("strategy")?.Text("type") == "Recreate"
        || DataStore.RunsIn(workload)
        || workload.PodSpec.Mappings("volumes").Any(volume => IsExclusive(volume, workload, graph));

    private static bool IsExclusive(MappingNode volume, Workload workload, ObjectGraph graph)
    {
        if (volume.Mapping("persistentVolumeClaim") is not { } claim || claim.Boolean("readOnly") == true)
        {
            return false;
        }

        var modes = graph.FindFor(workload, "PersistentVolumeClaim", claim.Text("claimName") ?? "")?.Spec?.Sequence("accessModes");
        return modes is null || !modes.Items.OfType<ScalarNode>().Any(mode => SharedModes.Contains(mode.Value, StringComparer.Ordinal));
    }
}
