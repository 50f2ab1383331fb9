using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Signs that a workload runs once on purpose, so that scaling it out would break it.</summary>
internal static class SingleInstance
{
    private static readonly string[] SharedModes = ["ReadWriteMany", "ReadOnlyMany"];

    /// <summary>True if pods must not overlap, keep data in the pod's own store, or share a volume that one node alone may write.</summary>
    public static bool Is(Workload workload, ObjectGraph graph) =>
        workload.Spec.Mapping("strategy")?.Text("type") == "Recreate"
        || DataStore.RunsIn(workload)
        || workload.Volumes.Any(volume => IsExclusive(volume, workload, graph));

    /// <summary>
    /// Why a person must decide whether a second pod does no harm, as the end of a sentence; null if nothing speaks against it.
    /// </summary>
    public static string? Doubt(Workload workload, ObjectGraph graph) =>
        workload.Spec.Mapping("strategy")?.Text("type") == "Recreate" ? "the strategy Recreate says that two pods must not run side by side"
        : DataStore.RunsIn(workload) ? "it keeps data of its own, and a second pod would be another, empty store"
        : workload.Volumes.Any(volume => volume.Has("hostPath") || IsExclusive(volume, workload, graph))
            ? "whether it can share its data with a second only its author knows"
        : StateInScratch.Of(workload) is { } volume ? $"it keeps state in the emptyDir {volume}, which a second pod would not see"
        : StateInScratch.OfImage(workload) is { } writer ? $"{writer.Name} keeps uploads and settings in its image's folders, which a second pod would not see"
        : workload.LongRunningContainers.Any(SqliteFile.IsInImage) ? "it keeps a database in a file of its own, and a second pod would have another"
        : Leadership.HoldsAlone(workload) ? "it keeps sessions, messages or counts in its own pod, where a second one would not see them"
        : Leadership.IsLacking(workload, graph)
            ? "it seems to act on its own, and nothing names a leader election, so a second pod might do everything twice"
        : null;

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
